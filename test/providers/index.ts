import type { Customer, Provider } from './customer.ts'
import { emailProvider } from './email.ts'
import { instagramProvider } from './instagram.ts'
import { voiceProvider } from './voice.ts'
import { webProvider } from './web.ts'
import { whatsappProvider } from './whatsapp.ts'

/** Every provider's double, and customers on all of them. */
export interface Providers {
  settings: Record<string, string>
  hosts: string[]
  /** So many customers, one channel after the other. */
  customers(server: string, count: number): Promise<Customer[]>
  /** One customer on each channel. */
  each(server: string): Promise<Customer[]>
  close(): Promise<void>
}

const OPEN: readonly (() => Promise<Provider>)[] = [
  webProvider,
  emailProvider,
  whatsappProvider,
  instagramProvider,
  voiceProvider,
]

export async function openProviders(): Promise<Providers> {
  const opened = await Promise.all(OPEN.map((open) => open()))
  const customers = async (server: string, count: number) => {
    const made: Customer[] = []
    for (let n = 0; n < count; n++) made.push(await opened[n % opened.length]!.customer(server, n + 1))
    return made
  }
  return {
    settings: Object.assign({}, ...opened.map(({ settings }) => settings)) as Record<string, string>,
    hosts: opened.flatMap(({ hosts }) => hosts),
    customers,
    each: (server) => customers(server, opened.length),
    async close() {
      await Promise.all(opened.map((provider) => provider.close()))
    },
  }
}
