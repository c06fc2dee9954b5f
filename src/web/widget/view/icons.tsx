import type { ComponentChildren } from 'preact'

function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

/** Two streams that meet. */
export const Mark = ({ size = 22 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M5 3c0 6 7 5.5 7 11v7" />
    <path d="M19 3c0 4-3.2 5.2-5.2 7.2" />
  </Icon>
)

export const Bubble = () => (
  <Icon size={26}>
    <path d="M20.5 11.4c0 4.2-3.8 7.6-8.5 7.6-1 0-2-.2-2.9-.5L4.5 20l1.2-3.6c-1.4-1.3-2.2-3-2.2-5 0-4.2 3.8-7.6 8.5-7.6s8.5 3.4 8.5 7.6z" />
    <path d="M8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01" stroke-width="2.6" />
  </Icon>
)

export const Cross = () => (
  <Icon>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
)

export const Arrow = () => (
  <Icon>
    <path d="M12 19V5M5.5 11.5L12 5l6.5 6.5" />
  </Icon>
)

export const Page = () => (
  <Icon size={16}>
    <path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z" />
    <path d="M14 3v5h5M9 13h6M9 17h4" />
  </Icon>
)

export const Chevron = () => (
  <Icon size={16}>
    <path d="M6 9.5l6 6 6-6" />
  </Icon>
)

export const Warning = () => (
  <Icon size={14}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v5.5M12 16.5h.01" />
  </Icon>
)
