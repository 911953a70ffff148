import type { Name } from '@vonggac/model'

/** *Power and environment*. */
export const power = {
  powerTitle: { en: 'Power and environment', vi: 'Nguồn điện và môi trường' },
  powerDescription: {
    en: 'Which sites live on their batteries, for how long yet, and where it gets too warm.',
    vi: 'Đơn vị nào đang chạy bằng ắc quy, còn được bao lâu và nơi nào quá nóng.',
  },
  powerNothing: {
    en: 'No UPS is measured here: give it an `snmp:` credential (`role: ups`) in the configuration.',
    vi: 'Chưa đo được UPS nào: khai báo `snmp:` cho UPS (`role: ups`) trong cấu hình.',
  },
  powerWatched: { en: 'UPSs watched', vi: 'Số UPS được giám sát' },
  powerWatchedHint: {
    en: 'UPSs that told where their power comes from within 15 minutes.',
    vi: 'Số UPS đã báo nguồn đang dùng trong 15 phút gần nhất.',
  },
  powerOnBattery: { en: 'On battery now', vi: 'Đang chạy ắc quy' },
  powerOnBatteryHint: {
    en: 'UPSs whose newest answer says that they live on their battery, or give nothing any more.',
    vi: 'Số UPS có câu trả lời mới nhất là đang chạy bằng ắc quy hoặc đã ngừng cấp điện.',
  },
  powerLowest: { en: 'Lowest charge', vi: 'Mức sạc thấp nhất' },
  powerLowestHint: { en: 'Orange below 80 %, red below 50 %.', vi: 'Cam khi dưới 80 %, đỏ khi dưới 50 %.' },
  powerShortest: { en: 'Shortest time left', vi: 'Thời gian còn lại ngắn nhất' },
  powerShortestHint: {
    en: 'What the UPS reckons at its present load. Orange below 30 minutes, red below 10: servers must be shut down by then.',
    vi: 'UPS tự ước tính theo tải hiện tại. Cam khi dưới 30 phút, đỏ khi dưới 10 phút: đến lúc đó phải tắt xong máy chủ.',
  },
  powerHottest: { en: 'Hottest sensor', vi: 'Cảm biến nóng nhất' },
  powerHottestHint: {
    en: 'Inside of devices counts, too; each has its own limits: see the table of sensors.',
    vi: 'Tính cả cảm biến bên trong thiết bị; mỗi cảm biến có ngưỡng riêng: xem bảng cảm biến.',
  },
  powerSick: { en: 'Sensors complaining', vi: 'Cảm biến báo bất thường' },
  powerSickHint: {
    en: 'Sensors whose newest reading is not well, by the limits of the device or its profile.',
    vi: 'Số cảm biến có số đo mới nhất bất thường, theo ngưỡng của thiết bị hoặc profile.',
  },
  powerGrid: { en: 'Where the power comes from', vi: 'Đang dùng nguồn nào' },
  powerGridHint: {
    en: 'A tile for each site with a UPS, those on battery first. A click shows the site alone.',
    vi: 'Mỗi ô là một đơn vị có UPS, đơn vị chạy ắc quy đứng trước. Bấm để xem riêng đơn vị.',
  },
  mains: { en: 'mains', vi: 'điện lưới' },
  powerBypass: { en: 'bypass or boost', vi: 'đi vòng hoặc bù áp' },
  battery: { en: 'battery, or off', vi: 'ắc quy hoặc tắt' },
  powerSupplies: { en: 'UPSs, those on battery first', vi: 'Các UPS, máy chạy ắc quy trước' },
  powerSuppliesHint: {
    en: 'The newest answers. Of several lines the worst one. A click on a device opens what else it says.',
    vi: 'Các câu trả lời mới nhất. Nhiều pha thì lấy pha xấu nhất. Bấm vào thiết bị để xem chi tiết.',
  },
  powerSource: { en: 'Power from', vi: 'Nguồn' },
  powerCharge: { en: 'Charge', vi: 'Mức sạc' },
  powerLeft: { en: 'Time left', vi: 'Còn chạy được' },
  powerLeftHint: {
    en: 'What the UPS reckons at its present load. Old batteries show by a curve that sinks from month to month.',
    vi: 'UPS tự ước tính theo tải hiện tại. Đường giảm dần qua từng tháng là dấu hiệu ắc quy già.',
  },
  powerLoad: { en: 'Load', vi: 'Tải' },
  powerLoadHint: { en: 'Of what the UPS can give.', vi: 'So với công suất của UPS.' },
  powerInput: { en: 'Input', vi: 'Điện áp vào' },
  powerOutput: { en: 'Output', vi: 'Điện áp ra' },
  powerVoltage: { en: 'Voltages', vi: 'Điện áp' },
  powerVoltageHint: {
    en: 'The grid should stay within 5 % of 220 V; a UPS goes to battery when the input leaves its own window.',
    vi: 'Điện lưới được phép dao động ±5 % quanh 220 V; UPS chuyển sang ắc quy khi điện áp vào ra khỏi dải của nó.',
  },
  powerDrawnHint: {
    en: 'Of the sites chosen, the ten whose batteries were emptiest in the time shown.',
    vi: 'Trong các đơn vị đang chọn, mười đơn vị có ắc quy cạn nhất trong khoảng thời gian đang xem.',
  },
  powerSources: { en: 'On the mains or on battery', vi: 'Điện lưới hay ắc quy' },
  powerSourcesHint: {
    en: 'Of the sites chosen, the ten whose batteries were emptiest in the time shown.',
    vi: 'Trong các đơn vị đang chọn, mười đơn vị có ắc quy cạn nhất trong khoảng thời gian đang xem.',
  },
  powerSensors: { en: 'Sensors, worst first', vi: 'Cảm biến, xấu nhất trước' },
  powerSensorsHint: {
    en: 'Temperatures, humidity, batteries and outputs with the verdict of the device or its profile.',
    vi: 'Nhiệt độ, độ ẩm, ắc quy, đầu ra kèm đánh giá của thiết bị hoặc profile.',
  },
  powerEnvironment: { en: 'Rooms and devices', vi: 'Phòng máy và thiết bị' },
  powerRooms: { en: 'Temperatures and humidity', vi: 'Nhiệt độ và độ ẩm' },
  powerRoomsHint: {
    en: 'A server room should stay below 27 °C (ASHRAE) and between 20 and 80 % of humidity; inside of devices it is warmer. Of the sites chosen, the ten whose batteries were emptiest.',
    vi: 'Phòng máy nên dưới 27 °C (khuyến nghị ASHRAE), độ ẩm từ 20 đến 80 %; bên trong thiết bị nóng hơn. Trong các đơn vị đang chọn, mười đơn vị có ắc quy cạn nhất.',
  },
  powerNoSensors: {
    en: 'No sensors here: devices with an `snmp:` credential and a fitting profile tell of theirs.',
    vi: 'Chưa có cảm biến: thiết bị có `snmp:` và profile phù hợp sẽ cho số liệu.',
  },
} as const satisfies Record<string, Name>
