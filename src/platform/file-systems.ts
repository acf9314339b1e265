// What is known of kinds of file systems, from trying them. Of a kind that is not named here nothing is promised.
import type { Mount } from "./mounts.ts"

/** One driver has them all. */
const ext = new Set(["ext2", "ext3", "ext4"])

/**
 * Where the answer of the probe for writers means what it says. FUSE and overlay say "none" though a program has the file beneath theirs
 * open, and a file system of the network knows nothing of other machines.
 */
const probed = new Set([...ext, "xfs", "btrfs", "tmpfs"])

/** Why the answer of the probe is not to be trusted there; undefined if it is. */
export const whyNotProbed = ({ type }: Mount): string | undefined =>
  probed.has(type) ? undefined : `on ${type} it is not known to see every writer`

/** File systems that several machines have mounted, or a machine and its guest: they do not share memory. */
const shared =
  /^(nfs\d?|cifs|smb\w*|9p|virtiofs|vboxsf|prl_fs|vmhgfs|fakeowner|ceph|lustre|gpfs|beegfs|afs|coda|ocfs2|gfs2|fuse\.(sshfs|glusterfs|ceph\S*|grpcfuse|osxfs|vmhgfs-fuse|s3fs|rclone|gcsfuse))$/

/** Why processes do not share memory through a file there; undefined if they do. */
export const whyNotShared = ({ type }: Mount): string | undefined =>
  shared.test(type) ? `${type} may be mounted on several machines, which share no memory` : undefined

/** Where a change always shows in the time of change, by the clock of this machine. */
const timed = new Set([...ext, "xfs", "btrfs", "tmpfs", "overlay", "zfs", "f2fs", "bcachefs"])

export const showsChanges = ({ type }: Pick<Mount, "type">): boolean => timed.has(type)

/** Whether after an exchange, besides the directory of the file, the staging directory has to be synced. */
export const syncsStage = ({ type }: Mount): boolean => !(ext.has(type) || type === "xfs" || type === "tmpfs")

const hasNoBarriers = ({ options }: Mount): boolean => options.some((one) => /^(nobarrier|barrier=0)$/.test(one))

/** Why nothing is promised about a loss of power there; undefined if something is. */
export const whyNoPowerLoss = (mount: Mount): string | undefined => {
  const { type } = mount
  if (type === "tmpfs" || type === "ramfs") return `${type} is gone with the power`
  if (hasNoBarriers(mount)) return "it is mounted without barriers"
  if (ext.has(type) && mount.journal === "unknown") return `whether this ${type} has a journal cannot be told`
  if (ext.has(type) && mount.journal === "none") {
    return `this ${type} has no journal, so an exchange may be left half done`
  }
  return ext.has(type) || type === "xfs" || type === "btrfs" ? undefined : `what ${type} keeps was not tried`
}
