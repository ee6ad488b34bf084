//! Kinds of requests and of faults, and which fault can happen at which request.

use super::Dialect;

/// Kinds of requests, told apart by method and path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    // native
    Status,
    List,
    Create,
    Head,
    Patch,
    ReadBack,
    Rename,
    Play,
    Stop,
    Withdraw,
    // native 1 and WLED
    Upload,
    // WLED
    Info,
    Effects,
    State,
    Change,
    Save,
    Presets,
    Socket,
    Config,
    Version,
    Lock,
    // several
    Delete,
    Other,
}

impl Kind {
    pub(crate) const ALL: [Self; 23] = [
        Self::Status,
        Self::List,
        Self::Create,
        Self::Head,
        Self::Patch,
        Self::ReadBack,
        Self::Rename,
        Self::Play,
        Self::Stop,
        Self::Withdraw,
        Self::Upload,
        Self::Info,
        Self::Effects,
        Self::State,
        Self::Change,
        Self::Save,
        Self::Presets,
        Self::Socket,
        Self::Config,
        Self::Version,
        Self::Lock,
        Self::Delete,
        Self::Other,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::List => "list",
            Self::Create => "create",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::ReadBack => "read-back",
            Self::Rename => "rename",
            Self::Play => "play",
            Self::Stop => "stop",
            Self::Withdraw => "withdraw",
            Self::Upload => "upload",
            Self::Info => "info",
            Self::Effects => "effects",
            Self::State => "state",
            Self::Change => "change",
            Self::Save => "save",
            Self::Presets => "presets",
            Self::Socket => "socket",
            Self::Config => "config",
            Self::Version => "version",
            Self::Lock => "lock",
            Self::Delete => "delete",
            Self::Other => "other",
        }
    }

    /// Whether it changes what a device holds or does.
    pub(crate) fn is_write(self) -> bool {
        matches!(
            self,
            Self::Create
                | Self::Patch
                | Self::Rename
                | Self::Play
                | Self::Stop
                | Self::Withdraw
                | Self::Upload
                | Self::Change
                | Self::Save
                | Self::Lock
                | Self::Delete
        )
    }

    /// Requests that a job sends to such a device, at least with the options that suit.
    pub(crate) fn of(dialect: Dialect) -> &'static [Self] {
        match dialect {
            Dialect::Native => &[
                Self::Status,
                Self::List,
                Self::Create,
                Self::Head,
                Self::Patch,
                Self::ReadBack,
                Self::Rename,
                Self::Play,
            ],
            Dialect::Native1 => &[Self::Status, Self::Upload],
            Dialect::Wled => &[
                Self::Info,
                Self::Effects,
                Self::List,
                Self::Upload,
                Self::ReadBack,
                Self::State,
                Self::Change,
                Self::Presets,
                Self::Socket,
                Self::Delete,
            ],
            Dialect::Wled15 => &[
                Self::Info,
                Self::Effects,
                Self::Presets,
                Self::Save,
                Self::State,
                Self::Change,
                Self::Socket,
            ],
        }
    }
}

/// Kinds of faults. What the two numbers of a [`Fault`] mean is said at each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    /// The connection closes; a = 0 before the request reached the device, 1 within it, 2 instead of the reply.
    Drop,
    /// The same with a reset.
    Reset,
    /// The client's side is half closed before the reply; the request goes through.
    HalfClose,
    /// Only a per cent of the reply come, then the connection closes.
    Truncated,
    /// The reply comes twice; a = 0 at once, 1 in front of the next reply on that connection.
    Doubled,
    /// The reply before comes again instead of this one.
    Stale,
    /// One bit of the request's body flips, after a per mille of it; b = which bit.
    FlipRequest,
    /// One bit of the reply's body, likewise.
    FlipReply,
    /// The connection is reset after a per cent of the body; the rest reaches the device b ms later.
    Late,
    /// Nothing passes for this request until the client gives it up; the device gets it b ms after that.
    Abandoned,
    /// Connections are refused for a ms; b = 0 by a reset after they were taken, 1 because nobody listens.
    Refuse,
    /// Nothing passes for a ms; b = 0 beginning with this request, 1 beginning with its reply.
    Silence,
    /// 503 for this request and the next ones of its kind, a times; b = `Retry-After` in seconds, 0 for none.
    Busy,
    /// This reply comes a ms later.
    Delay,
    /// This request and its reply pass in pieces of a bytes.
    Slice,
    /// From this request on, a kB/s pass.
    Rate,
    /// From this request on, another device answers.
    Address,
    /// Another device answers this request and the next ones, a in all.
    AddressBack,
    /// From this request's reply on (b = 1) or from this request on (b = 0), nothing passes any more.
    Endless,
    /// The device has no room; a = how often, 0 for always.
    FullDisk,
    /// The device says success and stores nothing; a = how often, 0 for always.
    Lie,
    /// The device says success and stores only b bytes; a = how often, 0 for always.
    Truncate,
}

impl What {
    pub(crate) const ALL: [Self; 22] = [
        Self::Drop,
        Self::Reset,
        Self::HalfClose,
        Self::Truncated,
        Self::Doubled,
        Self::Stale,
        Self::FlipRequest,
        Self::FlipReply,
        Self::Late,
        Self::Abandoned,
        Self::Refuse,
        Self::Silence,
        Self::Busy,
        Self::Delay,
        Self::Slice,
        Self::Rate,
        Self::Address,
        Self::AddressBack,
        Self::Endless,
        Self::FullDisk,
        Self::Lie,
        Self::Truncate,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Reset => "reset",
            Self::HalfClose => "half-close",
            Self::Truncated => "truncated",
            Self::Doubled => "doubled",
            Self::Stale => "stale",
            Self::FlipRequest => "flip-request",
            Self::FlipReply => "flip-reply",
            Self::Late => "late",
            Self::Abandoned => "abandoned",
            Self::Refuse => "refuse",
            Self::Silence => "silence",
            Self::Busy => "busy",
            Self::Delay => "delay",
            Self::Slice => "slice",
            Self::Rate => "rate",
            Self::Address => "address",
            Self::AddressBack => "address-back",
            Self::Endless => "endless",
            Self::FullDisk => "full-disk",
            Self::Lie => "lie",
            Self::Truncate => "truncate",
        }
    }

    /// Whether it passes by itself, so that the job is to succeed.
    pub(crate) fn is_transient(self) -> bool {
        !matches!(
            self,
            Self::Address
                | Self::AddressBack
                | Self::Endless
                | Self::FullDisk
                | Self::Lie
                | Self::Truncate
        )
    }

    /// Whether the simulated device does it, and not the proxy.
    pub(crate) fn is_of_the_device(self, dialect: Dialect) -> bool {
        matches!(self, Self::FullDisk | Self::Lie | Self::Truncate) && dialect != Dialect::Wled15
    }
}

/// The request that a fault happens at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The n-th in all, from 1.
    Nth(u32),
    /// The n-th of its kind, from 1.
    NthOf(Kind, u32),
}

/// One fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) what: What,
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) at: Position,
}

/// Whether a fault of this kind can happen at a request of this kind.
pub(crate) fn can_occur(dialect: Dialect, kind: Kind, what: What) -> bool {
    let has_body = matches!(
        kind,
        Kind::Patch | Kind::Upload | Kind::Play | Kind::Rename | Kind::Change | Kind::Save
    );
    let has_reply_body = !matches!(kind, Kind::Head | Kind::Create | Kind::Patch | Kind::Rename);
    match what {
        // the handshake is a request, what follows is none
        What::Drop
        | What::Reset
        | What::Refuse
        | What::Silence
        | What::Endless
        | What::Busy
        | What::Address
        | What::AddressBack => true,
        What::FlipRequest => has_body,
        What::FlipReply => has_reply_body && kind != Kind::Socket,
        What::FullDisk => match dialect {
            Dialect::Native => matches!(kind, Kind::Status | Kind::Create),
            Dialect::Wled => matches!(kind, Kind::Info | Kind::Upload),
            Dialect::Native1 => kind == Kind::Upload,
            Dialect::Wled15 => false,
        },
        What::Truncate => matches!(kind, Kind::Patch | Kind::Upload),
        What::Lie => matches!(kind, Kind::Patch | Kind::Upload | Kind::Save),
        _ => kind != Kind::Socket,
    }
}
