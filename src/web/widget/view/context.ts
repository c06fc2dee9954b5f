import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { ChatState, ChatStore } from '../client/store.ts'
import type { Options } from '../options.ts'
import { textsFor, type Texts } from '../texts.ts'

export interface Chat {
  store: ChatStore
  options: Options
  texts: Texts
  locale: string
  direction: 'ltr' | 'rtl'
}

const ChatContext = createContext<Chat | undefined>(undefined)
export const ChatProvider = ChatContext.Provider

export function chatOf(store: ChatStore, options: Options): Chat {
  return { store, options, ...textsFor(options.locale) }
}

export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('outside of the chat')
  return chat
}

export function useChatState(): ChatState {
  const { store } = useChat()
  const [state, setState] = useState(store.state())
  useEffect(() => {
    // What happened between the first render and this subscription.
    setState(store.state())
    return store.subscribe(() => setState(store.state()))
  }, [store])
  return state
}
