import { lookup as resolveHost, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as undiciFetch, type RequestInit } from 'undici'
import type { Outgoing } from './contract/outgoing.ts'
import { TributaryError } from './contract/errors.ts'

/** Ranges of ipaddr.js that belong to the public internet; all others (loopback, link-local, private, …) are refused. */
const PUBLIC = 'unicast'

/** Whether an address is one that a request to a given URL may reach. IPv4 inside IPv6 is judged as IPv4. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  return ipaddr.process(address).range() === PUBLIC
}

/**
 * `fetch` that cannot reach private networks. The address is checked when the connection is made, after the name was
 * resolved, so a name that resolves to one thing now and to another later gains nothing (DNS rebinding).
 * Redirects are never followed.
 * @param allowed hosts (`host` or `host:port`) that the operator named: an internal Data Center, or a double
 */
export function guardedFetch(allowed: readonly string[]): Outgoing {
  const guarded = new Agent({ connect: { lookup: publicLookup } })
  const open = new Agent()
  return async (url, init) => {
    const target = new URL(url)
    const trusted = allowed.includes(target.host) || allowed.includes(target.hostname)
    if (!trusted) checkTarget(target)
    const options: RequestInit = { ...init, redirect: 'manual', dispatcher: trusted ? open : guarded }
    try {
      return (await undiciFetch(target, options)) as unknown as Response
    } catch (error) {
      const refused = causeOf(error)
      throw refused ?? error
    }
  }
}

/** Checks what needs no name resolution. @throws outgoing.refused */
export function checkTarget(target: URL): void {
  if (target.protocol !== 'https:') throw refuse(target.host, 'only https is allowed')
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host) && !isPublicAddress(host)) throw refuse(target.host, 'it is in a private network')
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolveHost(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0)
    const forbidden = addresses.find(({ address }) => !isPublicAddress(address))
    if (forbidden) return callback(refuse(hostname, 'its name leads into a private network'), '', 0)
    if (options.all) return callback(null, addresses)
    return callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}

function refuse(host: string, why: string): TributaryError {
  return new TributaryError('outgoing.refused', `A request to ${host} was refused: ${why}.`)
}

function causeOf(error: unknown): TributaryError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof TributaryError) return at
  return undefined
}
