/** Raised when something took longer than it was given. */
export class TookTooLong extends Error {
  override name = 'TookTooLong'
}

/** The promise's value, or {@link TookTooLong} after so many seconds; what it does then is no longer looked at. */
export async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`took longer than ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
