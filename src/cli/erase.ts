import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import { erase, findShoppers, type KnownShopper } from '../engine/index.ts'
import { openFiles } from '../main/files.ts'
import type { RunCommand } from './context.ts'

interface Options {
  on?: string
  yes?: boolean
}

/** `erase <shopper> --yes`: all that is kept of one shopper. */
export function eraseCommand(program: Command, run: RunCommand): void {
  program
    .command('erase <shopper>')
    .description(
      'erase all data of one shopper, named by their id or by the address of one of their conversations ' +
        '(channel:account:thread)',
    )
    .option('--on <channel:account>', 'where the id is meant, when several shoppers have it')
    .option('--yes', 'really do it; it cannot be undone')
    .action(
      run(async ({ config, db, knowledge, log, out }, named: string, options: Options) => {
        const shopper = theOne(named, await findShoppers(db, named), options.on)
        if (!options.yes)
          throw new TributaryError(
            'input.invalid',
            `This erases ${amount(shopper)} of the shopper ${shopper.id} on ${placeOf(shopper)}, for good. ` +
              'Add --yes to do it.',
          )
        const [{ openWebChannel }, { openChannels }] = await Promise.all([
          import('../main/channels/web.ts'),
          import('../main/channels/index.ts'),
        ])
        const { files } = openFiles(config, db, knowledge)
        const channels = [
          openWebChannel({ config, db, knowledge, log }),
          ...(await openChannels({ config, db, knowledge, files, log })),
        ]
        const erased = await erase({ db, channels: new Map(channels.map((one) => [one.name, one])) }, shopper)
        const { channel, account, id } = shopper
        out.result({ shopper: { channel, account, id }, erased }, () => [
          `Erased the shopper ${id} on ${placeOf(shopper)}:`,
          ...Object.entries(erased).map(
            ([what, count]) => `  ${count} ${count === 1 ? what.replace(/s$/, '') : what}`,
          ),
        ])
      }),
    )
}

function theOne(named: string, found: readonly KnownShopper[], on: string | undefined): KnownShopper {
  const meant = on === undefined ? found : found.filter((shopper) => placeOf(shopper) === on)
  const [shopper, another] = meant
  if (!shopper)
    throw new TributaryError(
      'conversation.unknown',
      `No shopper and no conversation is known as "${named}"${on === undefined ? '' : ` on ${on}`}. ` +
        'The address of a conversation, which "conversations show" tells, will do as well.',
    )
  if (another)
    throw new TributaryError(
      'input.invalid',
      `Several shoppers have the id ${named}. Say which one with --on ${meant.map(placeOf).join(' or --on ')}.`,
    )
  return shopper
}

const placeOf = ({ channel, account }: KnownShopper) => `${channel}:${account}`

function amount({ conversations, messages }: KnownShopper): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  return `${count(conversations, 'conversation')} with ${count(messages, 'message')}`
}
