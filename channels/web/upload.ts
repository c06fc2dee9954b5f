import { isRecord } from './body.ts'
import { problems } from './problem.ts'

/**
 * The activity inside an upload, and the names of the files beside it. The files themselves are not looked at; the body
 * may be cut off anywhere after the activity.
 */
export async function readUpload(
  bytes: Buffer,
  contentType: string,
): Promise<{ activity: Record<string, unknown>; files: { contentType: string; name: string }[] }> {
  const media = contentType.split(';')[0]!.trim().toLowerCase()
  if (media !== 'multipart/form-data') {
    // The protocol also allows the bare file as the body.
    return {
      activity: { type: 'message' },
      files: [{ contentType: media || 'application/octet-stream', name: 'file' }],
    }
  }
  const form = await readForm(bytes, contentType)
  const files: { contentType: string; name: string }[] = []
  let activity: Record<string, unknown> = { type: 'message' }
  for (const [name, value] of form) {
    if (name === 'activity') activity = parseActivity(typeof value === 'string' ? value : await value.text())
    else if (typeof value !== 'string') files.push({ contentType: value.type, name: value.name })
  }
  return { activity, files }
}

async function readForm(bytes: Buffer, contentType: string): Promise<FormData> {
  try {
    const body = new Uint8Array(wholeParts(bytes, contentType))
    return await new Response(body, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw problems.badArgument('The upload is not a form with parts.')
  }
}

/** Ends a form that was cut off after its last whole part. */
function wholeParts(bytes: Buffer, contentType: string): Buffer {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!boundary) throw problems.badArgument('The upload names no boundary.')
  const mark = Buffer.from(`--${boundary}`)
  const last = bytes.lastIndexOf(mark)
  if (last < 0) throw problems.badArgument('The upload has no parts.')
  return Buffer.concat([bytes.subarray(0, last), mark, Buffer.from('--\r\n')])
}

function parseActivity(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // Said below.
  }
  throw problems.badArgument('The activity of the upload is not a JSON object.')
}
