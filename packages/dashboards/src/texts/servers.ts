import type { Name } from '@vonggac/model'

/** *Servers*. */
export const servers = {
  cpuUsed: { en: 'CPU', vi: 'CPU' },
  cpuHint: {
    en: 'Steal is time that the host took away from this virtual machine; I/O wait is time spent waiting for disks.',
    vi: 'Steal là thời gian máy chủ vật lý lấy của máy ảo; I/O wait là thời gian chờ ổ đĩa.',
  },
  user: { en: 'user', vi: 'người dùng' },
  system: { en: 'system', vi: 'hệ thống' },
  iowait: { en: 'I/O wait', vi: 'chờ I/O' },
  steal: { en: 'steal', vi: 'bị lấy (steal)' },
  loadPerCpu: { en: 'Load per CPU', vi: 'Tải trên mỗi CPU' },
  loadHint: {
    en: 'Five-minute load over the number of CPUs: above 1, work waits for a CPU or a disk.',
    vi: 'Tải 5 phút chia cho số CPU: trên 1 nghĩa là có việc phải chờ CPU hoặc ổ đĩa.',
  },
  processes: { en: 'Processes', vi: 'Tiến trình' },
  processesHint: {
    en: 'Blocked ones wait for disks; zombies wait for their parents.',
    vi: 'Bị chặn: chờ ổ đĩa; zombie: chờ tiến trình cha.',
  },
  running: { en: 'running', vi: 'đang chạy' },
  blocked: { en: 'blocked', vi: 'bị chặn' },
  zombies: { en: 'zombies', vi: 'zombie' },
  memoryUsed: { en: 'Memory', vi: 'Bộ nhớ' },
  memoryAvailable: { en: 'Memory available', vi: 'Bộ nhớ còn trống' },
  swapUsed: { en: 'Swap used', vi: 'Swap đã dùng' },
  swapHint: { en: 'Growing swap means that memory is short.', vi: 'Swap tăng nghĩa là thiếu bộ nhớ.' },
  swapping: { en: 'Swapping', vi: 'Lưu lượng swap' },
  swappingHint: {
    en: 'Bytes moved to and from swap. What lies there is harmless; what moves all the time makes everything slow.',
    vi: 'Số byte chuyển vào ra swap. Dữ liệu nằm yên thì vô hại, chuyển liên tục thì mọi thứ đều chậm.',
  },
  diskQueue: { en: 'Disk queue', vi: 'Hàng đợi ổ đĩa' },
  diskQueueHint: {
    en: 'Operations under way, on average. What is more than the disk does at once waits.',
    vi: 'Số thao tác đang thực hiện, tính trung bình. Vượt quá khả năng xử lý song song của ổ đĩa thì phải chờ.',
  },
  diskInodes: { en: 'Inodes used', vi: 'Inode đã dùng' },
  diskInodesHint: {
    en: 'A file system without free inodes takes no new file, however much space is left.',
    vi: 'Hết inode thì không tạo được tệp mới dù còn dung lượng.',
  },
  fullestDisk: { en: 'Fullest file system', vi: 'Hệ thống tệp đầy nhất' },
  uptime: { en: 'Uptime', vi: 'Thời gian hoạt động' },
  uptimeHint: { en: 'Orange for the first hour after a restart.', vi: 'Màu cam trong giờ đầu sau khi khởi động lại.' },
  diskUsed: { en: 'File systems', vi: 'Hệ thống tệp' },
  diskThroughput: { en: 'Disk throughput', vi: 'Thông lượng ổ đĩa' },
  diskBusy: { en: 'Disk busy', vi: 'Mức bận của ổ đĩa' },
  diskBusyHint: {
    en: 'Share of time in which the disk had work to do.',
    vi: 'Tỷ lệ thời gian ổ đĩa có việc phải làm.',
  },
  diskOperations: { en: 'Disk operations', vi: 'Số thao tác ổ đĩa' },
  diskFree: { en: 'Space left', vi: 'Dung lượng còn trống' },
  diskFreeHint: {
    en: 'A straight line downwards ends where the file system is full.',
    vi: 'Đường đi xuống đều cho biết khi nào hệ thống tệp sẽ đầy.',
  },
  read: { en: 'read', vi: 'đọc' },
  write: { en: 'write', vi: 'ghi' },
  netErrors: { en: 'Errors and drops', vi: 'Lỗi và gói rơi' },
} as const satisfies Record<string, Name>
