/** Characters of one section's text. Source: Slack's reference of blocks, as are all here. */
export const SECTION_TEXT = 3000
/** Characters of one text in a context. */
export const CONTEXT_TEXT = 2000
export const BLOCKS_PER_MESSAGE = 50
export const BUTTON_TEXT = 75
export const BUTTON_VALUE = 2000
/**
 * Characters of all blocks of a message together. Above about 13,200 (measured) Slack answers msg_blocks_too_long; the rest is room for
 * what a message gets when it is changed: a name, a time, other buttons.
 */
export const MESSAGE_BLOCKS = 12_000
/** Characters of the text beside the blocks, which notifications show. */
export const NOTIFICATION_TEXT = 300
/** Characters of a text input in a modal, and of its initial value. */
export const INPUT_TEXT = 3000
/** Characters of one choice in a list, and choices of a list. */
export const OPTION_TEXT = 75
export const OPTIONS = 100
/** Characters of a parameter of a template, or of all where its words are not known: longer ones no provider takes. */
export const PARAMETER_TEXT = 1000
/** Characters that a modal remembers. */
export const METADATA = 3000
/** Time between two messages to one channel, over all processes. */
export const PACE_MS = 1050
/** Largest file of an agent's that is taken along, in bytes, and of all files of a message. */
export const FILE_BYTES = 10 * 1024 * 1024
export const FILES_BYTES = 20 * 1024 * 1024
