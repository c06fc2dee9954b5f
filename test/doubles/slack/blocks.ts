import { z } from 'zod'

// The limits of Slack's reference of blocks; a message that breaks one is refused as a whole.
const plain = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  })
const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  })
const text = (most: number) => z.union([plain(most), mrkdwn(most)])
const id = z.string().min(1).max(255)

const button = z.strictObject({
  type: z.literal('button'),
  action_id: id,
  text: plain(75),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
})

const input = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id,
  multiline: z.boolean().optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  initial_value: z.string().max(3000).optional(),
})

const select = z.strictObject({
  type: z.literal('static_select'),
  action_id: id,
  options: z
    .array(z.strictObject({ text: plain(75), value: z.string().min(1).max(150) }))
    .min(1)
    .max(100),
})

const section = z.strictObject({ type: z.literal('section'), block_id: id.optional(), text: text(3000) })
const context = z.strictObject({
  type: z.literal('context'),
  block_id: id.optional(),
  elements: z.array(text(2000)).min(1).max(10),
})
const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: id.optional(),
  elements: z.array(button).min(1).max(25),
})
const inputBlock = z.strictObject({
  type: z.literal('input'),
  block_id: id.optional(),
  optional: z.boolean().optional(),
  label: plain(2000),
  element: z.discriminatedUnion('type', [input, select]),
})

const messageBlocks = z.array(z.discriminatedUnion('type', [section, context, actions])).min(1)
const viewBlocks = z
  .array(z.discriminatedUnion('type', [section, context, actions, inputBlock]))
  .min(1)
  .max(100)

const view = z.strictObject({
  type: z.literal('modal'),
  callback_id: id,
  title: plain(24),
  submit: plain(24),
  close: plain(24),
  private_metadata: z.string().max(3000).optional(),
  blocks: viewBlocks,
})

const ALL_CHARACTERS = 13_200

function unique(blocks: readonly { block_id?: string | undefined }[]): boolean {
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]))
  return new Set(ids).size === ids.length
}

/** Slack's error for the blocks of a message, or undefined. */
export function refuseBlocks(blocks: unknown): string | undefined {
  if (Array.isArray(blocks) && blocks.length > 50) return 'invalid_blocks'
  const read = messageBlocks.safeParse(blocks)
  if (!read.success || !unique(read.data)) return 'invalid_blocks'
  return JSON.stringify(blocks).length > ALL_CHARACTERS ? 'msg_blocks_too_long' : undefined
}

/** Slack's error for a view, or undefined. */
export function refuseView(given: unknown): string | undefined {
  const read = view.safeParse(given)
  return read.success && unique(read.data.blocks) ? undefined : 'invalid_arguments'
}
