/** Words of the page of public notices, in Vietnamese. */
export const noticesVi = {
  title: 'Thông báo công khai',
  hint: 'Những gì viết ở đây hiện trên trang tình trạng dịch vụ mà ai cũng đọc được, không cần đăng nhập.',
  open: 'Xem trang công khai',
  noPage:
    'Chưa bật trang công khai. Thêm `statusPage: {}` dưới `collector:` trong cấu hình rồi khởi động lại bộ thu thập.',
  current: 'Đang và sắp hiện',
  none: 'Không có thông báo nào.',
  over: (count: number) => `Đã gỡ hoặc hết hạn (${count})`,
  what: 'Tiêu đề',
  text: 'Nội dung',
  whatEnglish: 'Tiêu đề tiếng Anh (nếu có)',
  textEnglish: 'Nội dung tiếng Anh (nếu có)',
  about: 'Dịch vụ',
  all: 'Tất cả dịch vụ',
  from: 'Từ',
  to: 'Đến',
  states: { planned: 'Sắp hiện', active: 'Đang hiện', over: 'Đã gỡ' },
  end: 'Gỡ xuống',
  cancel: 'Hủy',
  add: 'Đăng thông báo',
  added: 'Đã đăng. Trang công khai có thông báo sau tối đa 15 giây.',
}
