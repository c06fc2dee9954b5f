import { z } from 'zod'

const file = z.object({
  id: z.string().optional(),
  name: z.string().nullish(),
  mimetype: z.string().optional(),
  size: z.number().optional(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
})
export const files = z.array(file).catch([])

export const mention = z.object({
  user: z.string(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  channel: z.string(),
  edited: z.object({}).optional(),
  files: files.optional(),
})

const person = z.object({ id: z.string() })

export const action = z.object({
  user: person,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  container: z.object({ message_ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.tuple([z.object({ action_id: z.string() })]).rest(z.unknown()),
})

export const shortcut = z.object({
  user: person,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().catch(''),
    bot_id: z.string().optional(),
    files: files.optional(),
  }),
})

const option = z.object({ value: z.string() })

export const submission = z.object({
  user: person,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({ value: z.string().nullish(), selected_option: option.nullish() }).loose(),
        ),
      ),
    }),
  }),
})

export const place = z.object({
  channel: z.string(),
  thread: z.string(),
  source: z.string().optional(),
  files: z.array(z.string()).optional(),
  template: z.object({ name: z.string(), language: z.string(), parameters: z.array(z.string()) }).optional(),
})

export const change = z.object({
  channel: z.string(),
  message: z.object({ ts: z.string(), user: z.string().optional() }).optional(),
  previous_message: z.object({ ts: z.string().optional(), user: z.string().optional() }).optional(),
  subtype: z.enum(['message_changed', 'message_deleted']),
})
