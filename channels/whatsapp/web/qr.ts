import qrcode from 'qrcode-terminal'

const HOW = 'Scan this with WhatsApp on the telephone: Settings, Linked devices, Link a device.'

/** Draws a code in the terminal. It lets who scans it read and write for the account, so it goes nowhere else. */
export function showInTerminal(qr: string): void {
  qrcode.generate(qr, { small: true }, (drawn) => process.stdout.write(`\n${drawn}\n${HOW}\n`))
}
