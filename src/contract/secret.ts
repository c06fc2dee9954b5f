/** Keeps secrets encrypted at rest. What it returns may be stored; what it opens must not be logged. */
export interface SecretBox {
  seal(plain: string): Buffer
  /** @throws secret.unreadable when the key is not the one it was sealed with, or the bytes were changed */
  open(sealed: Uint8Array): string
}
