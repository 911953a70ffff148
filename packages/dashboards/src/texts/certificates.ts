import type { Name } from '@vonggac/model'

/** *Certificates*. */
export const certificates = {
  certTitle: { en: 'Certificates', vi: 'Chứng thư số' },
  certDescription: {
    en: 'Certificates of servers and in files: which end first, and which cannot be trusted.',
    vi: 'Chứng thư của máy chủ và trong tệp: chứng thư nào sắp hết hạn, chứng thư nào không tin cậy được.',
  },
  certNothing: {
    en: 'No server with TLS is watched here: add a check of the kind `tls`, or watch a service over HTTPS or mail over TLS.',
    vi: 'Chưa giám sát máy chủ TLS nào: thêm phép kiểm tra loại `tls` hoặc giám sát dịch vụ qua HTTPS, thư qua TLS.',
  },
  certNoFiles: {
    en: 'No certificate files are watched here: add a check of the kind `certificate`.',
    vi: 'Chưa giám sát tệp chứng thư nào: thêm phép kiểm tra loại `certificate`.',
  },
  certServers: { en: 'servers', vi: 'máy chủ' },
  certFiles: { en: 'files', vi: 'tệp' },
  certWatched: { en: 'Certificates watched', vi: 'Số chứng thư được giám sát' },
  certWatchedHint: {
    en: 'With a result within a day, the issuers in the chains of servers counted, too.',
    vi: 'Có kết quả trong một ngày gần nhất, tính cả chứng thư cấp trên trong chuỗi của máy chủ.',
  },
  certFirst: { en: 'Days until the first ends', vi: 'Số ngày đến khi có chứng thư hết hạn' },
  certFirstHint: {
    en: 'Orange below 30 days, red below 14; negative when one has ended.',
    vi: 'Cam khi dưới 30 ngày, đỏ khi dưới 14 ngày; số âm là đã hết hạn.',
  },
  certWithin: { en: 'End within {days} days', vi: 'Hết hạn trong {days} ngày' },
  certWithinHint: { en: 'Those that have ended already are counted, too.', vi: 'Tính cả chứng thư đã hết hạn.' },
  certServerTable: { en: 'Servers, the first to end on top', vi: 'Máy chủ, sắp hết hạn trước' },
  certServerTableHint: {
    en: 'What servers show when somebody connects. Position 0 is the certificate of the server, others are those of its issuers. "Not trusted" says why beside it.',
    vi: 'Chứng thư máy chủ đưa ra khi kết nối. Vị trí 0 là của chính máy chủ, các vị trí khác là của nơi cấp. “Không tin cậy” có lý do ở cột bên.',
  },
  certFileTable: { en: 'Files and tokens, the first to end on top', vi: 'Tệp và USB ký số, sắp hết hạn trước' },
  certFileTableHint: {
    en: 'Certificates for signing by unit and holder, with the verdict: revoked, expired, ending soon, replaced …',
    vi: 'Chứng thư ký số theo đơn vị và người giữ, kèm đánh giá: bị thu hồi, hết hạn, sắp hết hạn, đã thay …',
  },
  certDays: { en: 'Days left', vi: 'Còn (ngày)' },
  certDaysHint: {
    en: 'Of the ten servers whose certificates end first. A step upwards is a renewal.',
    vi: 'Của mười máy chủ có chứng thư hết hạn sớm nhất. Đường nhảy lên là đã gia hạn.',
  },
  certServer: { en: 'Server', vi: 'Máy chủ' },
  certName: { en: 'Name', vi: 'Tên' },
  certPosition: { en: 'Position', vi: 'Vị trí' },
  certTrust: { en: 'Trust', vi: 'Tin cậy' },
  certTrusted: { en: 'trusted', vi: 'tin cậy' },
  certNotTrusted: { en: 'not trusted', vi: 'không tin cậy' },
  certWrong: { en: 'Why', vi: 'Lý do' },
  certEnds: { en: 'Ends', vi: 'Hết hạn' },
  certKey: { en: 'Key', vi: 'Khóa' },
  certBits: { en: 'Bits', vi: 'Số bit' },
  certTls: { en: 'TLS', vi: 'TLS' },
  certOcsp: { en: 'OCSP staple', vi: 'OCSP đính kèm' },
  certRevocation: { en: 'Revocation by', vi: 'Thu hồi theo' },
  certCrlNext: { en: 'CRL good for', vi: 'CRL còn hạn' },
  certUnit: { en: 'Unit', vi: 'Đơn vị' },
  certHolder: { en: 'Holder', vi: 'Người giữ' },
  certVerdict: { en: 'Verdict', vi: 'Đánh giá' },
  certIssuer: { en: 'Issuer', vi: 'Nơi cấp' },
  certPath: { en: 'File', vi: 'Tệp' },
  certChecks: { en: 'Checks of certificates, worst first', vi: 'Phép kiểm tra chứng thư, xấu nhất trước' },
  certHandshake: { en: 'TLS handshake', vi: 'Bắt tay TLS' },
  certHandshakeHint: {
    en: 'Time from the connection to a finished handshake, of the same ten servers.',
    vi: 'Thời gian từ lúc kết nối đến khi bắt tay TLS xong, của cùng mười máy chủ.',
  },
} as const satisfies Record<string, Name>
