// Where runs run: guards and changes of Tasks.tla that are of hosts, under its names.
import type { State } from "./state.ts"
import { get, remove, set } from "./table.ts"
import type { HostId } from "./words.ts"

export const isClosed = (state: State, host: HostId): boolean => get(state.hosts, host) === undefined

export const isOpen = (state: State, host: HostId): boolean => get(state.hosts, host) === "open"

export const isCrashed = (state: State, host: HostId): boolean => get(state.hosts, host) === "crashed"

export const openHost = (state: State, host: HostId): State => ({ ...state, hosts: set(state.hosts, host, "open") })

export const crashHost = (state: State, host: HostId): State => ({ ...state, hosts: set(state.hosts, host, "crashed") })

export const closeHost = (state: State, host: HostId): State => ({ ...state, hosts: remove(state.hosts, host) })
