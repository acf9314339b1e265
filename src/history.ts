// The history, `leasehold/history`: what tasks were, said and wrote. It works by itself: whoever has a workspace's directory can list, read,
// append items, export and import, be it that no workspace is open anywhere. Nothing in its types is Effect's.
import type * as types from "./history/error-types.ts"
import * as errors from "./history/errors.ts"
import type { ErrorClass } from "./promise/error-types.ts"

export { type CallOptions, type History, openHistory, type OpenHistory } from "./history/promise.ts"
export type * from "./history/types.ts"
export type { HistoryError } from "./history/error-types.ts"

export const HistoryUnavailable: ErrorClass<types.HistoryUnavailable> = errors.HistoryUnavailable
export type HistoryUnavailable = types.HistoryUnavailable
export const ItemTooLarge: ErrorClass<types.ItemTooLarge> = errors.ItemTooLarge
export type ItemTooLarge = types.ItemTooLarge
export const TaskTooLarge: ErrorClass<types.TaskTooLarge> = errors.TaskTooLarge
export type TaskTooLarge = types.TaskTooLarge
export const TaskDeleted: ErrorClass<types.TaskDeleted> = errors.TaskDeleted
export type TaskDeleted = types.TaskDeleted
export const NotLast: ErrorClass<types.NotLast> = errors.NotLast
export type NotLast = types.NotLast
export const TaskInStore: ErrorClass<types.TaskInStore> = errors.TaskInStore
export type TaskInStore = types.TaskInStore
export const NotUnderstood: ErrorClass<types.NotUnderstood> = errors.NotUnderstood
export type NotUnderstood = types.NotUnderstood

/** Whether it is an error of a history's. */
export const isHistoryError: (error: unknown) => error is types.HistoryError = errors.isHistoryError
