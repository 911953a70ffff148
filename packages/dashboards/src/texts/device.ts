import type { Name } from '@vonggac/model'

/** *Device and interfaces*. */
export const device = {
  deviceTitle: { en: 'Device and interfaces', vi: 'Thiết bị và cổng mạng' },
  deviceDescription: {
    en: 'Routers and switches: what their interfaces carry, drop and lose, and how the devices themselves are.',
    vi: 'Bộ định tuyến và chuyển mạch: lưu lượng, lỗi, gói bị loại của từng cổng và tình trạng của chính thiết bị.',
  },
  deviceNothing: {
    en: 'No device is read here: give it an `snmp:` credential in the configuration, and see its SNMP check.',
    vi: 'Chưa đọc được thiết bị nào: khai báo `snmp:` cho thiết bị trong cấu hình và xem phép kiểm tra SNMP của nó.',
  },
  deviceAnswers: { en: 'SNMP', vi: 'SNMP' },
  deviceAnswersHint: {
    en: 'The newest result of the SNMP check: "warning" also when the device told only a part, or a sensor complains.',
    vi: 'Kết quả mới nhất của phép kiểm tra SNMP: “cảnh báo” cả khi thiết bị chỉ trả lời một phần hoặc có cảm biến báo xấu.',
  },
  deviceRestarts: { en: 'Restarts', vi: 'Số lần khởi động lại' },
  deviceRestartsHint: {
    en: "How often the device's clock (sysUpTime) began anew in the time shown; after 497 days it does so by itself.",
    vi: 'Số lần đồng hồ của thiết bị (sysUpTime) bắt đầu lại trong khoảng thời gian đang xem; sau 497 ngày đồng hồ tự quay lại từ đầu.',
  },
  deviceBroken: { en: 'Interfaces not working', vi: 'Số cổng không hoạt động' },
  deviceBrokenHint: {
    en: 'Interfaces that are switched on in the configuration of the device and are not up.',
    vi: 'Số cổng được bật trong cấu hình thiết bị nhưng không hoạt động.',
  },
  deviceCpu: { en: 'Processor', vi: 'Bộ xử lý' },
  deviceCpuHint: {
    en: 'Mean over the processors of the device. A router above 90 % drops packets and forgets neighbours.',
    vi: 'Trung bình các bộ xử lý của thiết bị. Trên 90 %, bộ định tuyến dễ rơi gói và mất láng giềng định tuyến.',
  },
  deviceHottest: { en: 'Hottest sensor', vi: 'Cảm biến nóng nhất' },
  deviceHottestHint: {
    en: "The device's own limits decide whether that is too hot: see the table of sensors.",
    vi: 'Ngưỡng của chính thiết bị quyết định có quá nóng không: xem bảng cảm biến.',
  },
  deviceInterfaces: { en: 'Interfaces now', vi: 'Các cổng hiện tại' },
  deviceInterfacesHint: {
    en: 'All interfaces chosen, broken ones first: state, and mean traffic of the last 15 minutes. A click on an interface shows it alone.',
    vi: 'Mọi cổng đang chọn, cổng hỏng trước: trạng thái và lưu lượng trung bình 15 phút gần nhất. Bấm vào tên cổng để xem riêng cổng đó.',
  },
  deviceUsedIn: { en: 'Used in', vi: 'Mức dùng chiều vào' },
  deviceUsedOut: { en: 'Used out', vi: 'Mức dùng chiều ra' },
  deviceTrafficHint: {
    en: 'Bits per second from the octet counters: received above the line, sent below. The ten busiest of the interfaces chosen.',
    vi: 'Số bit mỗi giây từ bộ đếm octet: nhận phía trên trục, gửi phía dưới. Mười cổng bận nhất trong các cổng đang chọn.',
  },
  deviceUtilisationHint: {
    en: 'Traffic as a share of ifHighSpeed (ifSpeed on old devices), which may be more than the circuit behind it. The ten busiest of the interfaces chosen.',
    vi: 'Lưu lượng so với ifHighSpeed (ifSpeed trên thiết bị cũ), có thể lớn hơn tốc độ thuê của đường truyền. Mười cổng bận nhất trong các cổng đang chọn.',
  },
  deviceFaults: {
    en: 'Errors and discards in the time shown',
    vi: 'Lỗi và gói bị loại trong khoảng thời gian đang xem',
  },
  deviceFaultsHint: {
    en: 'Packets, by interface, the most first. Errors point to a cable, an optic or a duplex setting; discards to a queue that was full.',
    vi: 'Số gói theo từng cổng, nhiều nhất trước. Lỗi thường do cáp, mô-đun quang hoặc duplex; gói bị loại do hàng đợi đầy.',
  },
  deviceAllFaults: { en: 'All', vi: 'Tổng' },
  deviceDiscardsIn: { en: 'Discards in', vi: 'Loại chiều vào' },
  deviceDiscardsOut: { en: 'Discards out', vi: 'Loại chiều ra' },
  deviceStates: { en: 'State of the interfaces', vi: 'Trạng thái các cổng' },
  deviceStatesHint: {
    en: 'ifOperStatus as the device says it, of the ten busiest of the interfaces chosen. Choose an interface to see another.',
    vi: 'ifOperStatus do thiết bị báo, của mười cổng bận nhất trong các cổng đang chọn. Chọn cổng để xem cổng khác.',
  },
  deviceHealth: { en: 'The device itself', vi: 'Bản thân thiết bị' },
  deviceStorage: { en: 'Memory and storage', vi: 'Bộ nhớ và lưu trữ' },
  deviceStorageHint: {
    en: 'What each memory and disk of the device has in use.',
    vi: 'Tỷ lệ đã dùng của từng bộ nhớ và ổ lưu trữ trên thiết bị.',
  },
  deviceTemperature: { en: 'Temperatures', vi: 'Nhiệt độ' },
  deviceSensors: { en: 'Sensors', vi: 'Cảm biến' },
  deviceSensorsHint: {
    en: 'The worst first. Limits are those that the device or its profile gives.',
    vi: 'Xấu nhất trước. Ngưỡng lấy từ thiết bị hoặc từ hồ sơ (profile) của nó.',
  },
  deviceUptime: { en: 'Time since the start', vi: 'Thời gian từ lúc khởi động' },
  deviceUptimeHint: { en: 'A fall is a restart.', vi: 'Đường gãy xuống là một lần khởi động lại.' },
  deviceChecks: { en: 'Checks of the devices', vi: 'Các phép kiểm tra của thiết bị' },
  deviceNoCpu: {
    en: 'The device does not tell its load: its profile reads none, or an SNMP view hides it.',
    vi: 'Thiết bị không cho biết tải bộ xử lý: profile không đọc hoặc SNMP view của thiết bị che mất.',
  },
  deviceNoStorage: {
    en: 'The device tells nothing of its memory, neither by HOST-RESOURCES-MIB nor by its maker.',
    vi: 'Thiết bị không cho biết bộ nhớ, cả theo HOST-RESOURCES-MIB lẫn MIB của hãng.',
  },
  deviceNoSensors: {
    en: 'The device tells of no sensors: it has none, or needs another `profile:` in the configuration.',
    vi: 'Thiết bị không có số liệu cảm biến: không có cảm biến hoặc cần `profile:` khác trong cấu hình.',
  },
  shutDown: { en: 'shut down', vi: 'đã tắt' },
} as const satisfies Record<string, Name>
