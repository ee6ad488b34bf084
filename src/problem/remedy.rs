//! What a person can do about a problem. The words are in `assets/i18n/en/remedies.ftl`: those for the window name its buttons,
//! those for the command line (`.command`) its options.

use crate::message::Message;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! remedies {
    ($($variant:ident $({ $($name:ident: $kind:ty),+ $(,)? })? => $key:literal,)*) => {
        /// What a person can do about a problem. Each surface words it in its own terms.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the catalogue says it in words, under the key of each")]
        pub enum Remedy {
            /// There is nothing to do.
            None,
            /// Words of an older version of this app, from its store.
            Words(Message),
            /// First the one, then the other.
            Both(Box<Remedy>, Box<Remedy>),
            $($variant $({ $($name: $kind),+ })?,)*
        }

        impl Remedy {
            /// The words, for the surface that shows them.
            #[must_use]
            pub fn message(&self) -> Message {
                match self {
                    Self::None => Message::verbatim(""),
                    Self::Words(words) => words.clone(),
                    Self::Both(first, then) => {
                        crate::msg!("remedy-both", first = first.message(), then = then.message())
                    }
                    $(Self::$variant $({ $($name),+ })? => {
                        Message::new($key)$($(.with(stringify!($name), $name.clone()))+)?
                    })*
                }
            }
        }
    };
}

remedies! {
    // files and patterns
    ChangeOption => "remedy-change-option",
    CheckFile => "remedy-check-file",
    CheckOutput => "remedy-check-output",
    ChooseFileWithFrames => "remedy-choose-file-with-frames",
    ChooseMapFile => "remedy-choose-map-file",
    ChooseReading => "remedy-choose-reading",
    CopyFile => "remedy-copy-file",
    CopyFileOrReadRaw => "remedy-copy-file-or-read-raw",
    CorrectLine => "remedy-correct-line",
    CropPattern => "remedy-crop-pattern",
    ExportSupportedFormat => "remedy-export-supported-format",
    InstallFfmpeg => "remedy-install-ffmpeg",
    MakePatternSmaller => "remedy-make-pattern-smaller",
    OpenChangedFile => "remedy-open-changed-file",
    OpenFileAgain => "remedy-open-file-again",
    SelectReading => "remedy-select-reading",
    ShortenPattern => "remedy-shorten-pattern",
    UnpackArchive => "remedy-unpack-archive",

    // findings about a pattern and a device
    CheckPatternSize => "remedy-check-pattern-size",
    DeletePatterns => "remedy-delete-patterns",
    Dimmed { max: String } => "remedy-dimmed",
    DimmedTo { max: String, percent: u32 } => "remedy-dimmed-to",
    FewerFrames { parts: Message } => "remedy-fewer-frames",
    FewerFramesSameSpeed { parts: Message } => "remedy-fewer-frames-same-speed",
    FileHasNoRows => "remedy-file-has-no-rows",
    FramesRepeated => "remedy-frames-repeated",
    LedsAlternate => "remedy-leds-alternate",
    MatrixShowsAll => "remedy-matrix-shows-all",
    SetSizeOfDevice => "remedy-set-size-of-device",
    SupplyGives { max: String } => "remedy-supply-gives",
    SupplyTooWeak { max: String } => "remedy-supply-too-weak",
    UseOrderedDithering => "remedy-use-ordered-dithering",

    // devices and their addresses
    AddressExample => "remedy-address-example",
    AddressWithoutHttps => "remedy-address-without-https",
    AddressWithoutScheme => "remedy-address-without-scheme",
    AddressWithoutUser => "remedy-address-without-user",
    AddressWithoutPath => "remedy-address-without-path",
    AddressPort => "remedy-address-port",
    AddressBrackets => "remedy-address-brackets",
    AddressWithoutZone => "remedy-address-without-zone",
    AddressFourNumbers => "remedy-address-four-numbers",
    AddressLetters => "remedy-address-letters",
    UseIpv4OrLocalName => "remedy-use-ipv4-or-local-name",
    UseDeviceAddress => "remedy-use-device-address",
    CheckSpelling => "remedy-check-spelling",
    AllowNetwork => "remedy-allow-network",
    ReduceOrDelete => "remedy-reduce-or-delete",
    CheckDeviceLimits => "remedy-check-device-limits",
    UseDevicePage => "remedy-use-device-page",
    StopOtherStream => "remedy-stop-other-stream",
    EnterPin => "remedy-enter-pin",
    CheckAddress => "remedy-check-address",
    RestartOrUpdate => "remedy-restart-or-update",
    SetLedCount => "remedy-set-led-count",
    ConfirmNewDevice => "remedy-confirm-new-device",
    CheckPowerAndFlash => "remedy-check-power-and-flash",
    RestartAndDelete => "remedy-restart-and-delete",
    CheckConnectionThenVerify => "remedy-check-connection-then-verify",
    SendToAllLeds => "remedy-send-to-all-leds",
    ChooseSegment => "remedy-choose-segment",
    SetDeviceSize => "remedy-set-device-size",
    SetSmallerSize => "remedy-set-smaller-size",
    SizeAsWidthAndHeight => "remedy-size-as-width-and-height",
    StreamInstead => "remedy-stream-instead",
    StreamOrUpdate => "remedy-stream-or-update",
    StreamOrSendStill => "remedy-stream-or-send-still",
    StreamOrSimplify => "remedy-stream-or-simplify",
    RemoveSetSize => "remedy-remove-set-size",
    SendAgain => "remedy-send-again",
    ShortenForMemory => "remedy-shorten-for-memory",
    DeleteOthers => "remedy-delete-others",
    DeleteOldFirst => "remedy-delete-old-first",
    DeletePlayingFirst => "remedy-delete-playing-first",
    ChooseGroupName => "remedy-choose-group-name",
    ChooseNickname => "remedy-choose-nickname",
    UploadFseqToPlayer => "remedy-upload-fseq-to-player",
    UploadFseqToStick => "remedy-upload-fseq-to-stick",
    AddAsIcon => "remedy-add-as-icon",
    ConfigureEsphome => "remedy-configure-esphome",
    UseOtherFirmware => "remedy-use-other-firmware",
    AvoidPassword => "remedy-avoid-password",
    AvoidHttps => "remedy-avoid-https",
    AvoidRedirect => "remedy-avoid-redirect",
    AllowPublicAddress => "remedy-allow-public-address",

    // connections
    WaitForOther => "remedy-wait-for-other",
    CheckWebServer => "remedy-check-web-server",
    CheckPowerAndNetwork => "remedy-check-power-and-network",
    CheckPowerAndWifi => "remedy-check-power-and-wifi",
    RetryLater => "remedy-retry-later",
    MoveOrRestart => "remedy-move-or-restart",
    TakeBack => "remedy-take-back",
    RestartOrCheck => "remedy-restart-or-check",
    ScanForOther => "remedy-scan-for-other",
    AvoidProxy => "remedy-avoid-proxy",
    FreeMdnsPort => "remedy-free-mdns-port",
    FreeBeaconPort => "remedy-free-beacon-port",

    // the engine: jobs, streams, scans, settings
    CheckAndSendAgain => "remedy-check-and-send-again",
    RestoreFile => "remedy-restore-file",
    StopStreamAndSend => "remedy-stop-stream-and-send",
    UndoIsSavedAtStart => "remedy-undo-is-saved-at-start",
    ChooseBackup => "remedy-choose-backup",
    AddDeviceAgain => "remedy-add-device-again",
    ReplaceOrRename => "remedy-replace-or-rename",
    TryAgain => "remedy-try-again",
    CheckSecret => "remedy-check-secret",
    OpenKeyring => "remedy-open-keyring",
    CheckUdpPort => "remedy-check-udp-port",
    CheckFirewall => "remedy-check-firewall",
    UploadOrNamePort => "remedy-upload-or-name-port",
    LeaveProtocolOpen => "remedy-leave-protocol-open",
    UseDdp => "remedy-use-ddp",
    CheckPort => "remedy-check-port",
    CheckPortOfOther => "remedy-check-port-of-other",
    CheckPortOrRestart => "remedy-check-port-or-restart",
    WaitOrRestart => "remedy-wait-or-restart",
    OtherMakesUnsupported => "remedy-other-makes-unsupported",
    CheckPowerOrScan => "remedy-check-power-or-scan",
    OtherSubnet { ip: String, own: String } => "remedy-other-subnet",
    NoNetwork { ip: String } => "remedy-no-network",
    ScanOrAddNew => "remedy-scan-or-add-new",
    CheckSettingsFile { file: String } => "remedy-check-settings-file",
    SettingsFileKept { file: String } => "remedy-settings-file-kept",
    SettingsFileStuck { reason: Message } => "remedy-settings-file-stuck",
    SaveSettingsAsUtf8 { file: String } => "remedy-save-settings-as-utf8",
    DefaultsForThese => "remedy-defaults-for-these",
    UseValueInRange => "remedy-use-value-in-range",
    CheckDiskAndFolder => "remedy-check-disk-and-folder",
    RestartApp => "remedy-restart-app",
    NotResumed => "remedy-not-resumed",

    // the store
    UpdateApp => "remedy-update-app",
    CloseOtherRun => "remedy-close-other-run",
    TryAgainInAMinute => "remedy-try-again-in-a-minute",
    SetHome => "remedy-set-home",
    SendFileAgain => "remedy-send-file-again",
    FreeDisk => "remedy-free-disk",
    StartAgainToRepair => "remedy-start-again-to-repair",
    MakeFolderWritable => "remedy-make-folder-writable",
    CloseOtherPrograms => "remedy-close-other-programs",
    CheckAppFolder => "remedy-check-app-folder",
    AllElseWorks => "remedy-all-else-works",
    FileMovedAside { file: String } => "remedy-file-moved-aside",
    DamagedFileKept { kept: Message, file: String } => "remedy-damaged-file-kept",
    NotRemembered => "remedy-not-remembered",

    // the test of a device
    StopStreamThenTest => "remedy-stop-stream-then-test",
    WaitForUpload => "remedy-wait-for-upload",
    CheckSignal => "remedy-check-signal",
    CheckEffects => "remedy-check-effects",
    DeleteTestPattern => "remedy-delete-test-pattern",

    // the local port
    ChooseLoopbackPort => "remedy-choose-loopback-port",
    ChooseOtherPort => "remedy-choose-other-port",

    // the window and its settings
    ChooseOtherFolder => "remedy-choose-other-folder",
    InstallFileDialog => "remedy-install-file-dialog",
    OpenFolderByHand => "remedy-open-folder-by-hand",
    TypePath => "remedy-type-path",
    UseLoopback => "remedy-use-loopback",

    // the command line
    OtherHome => "remedy-other-home",
    AddToGroup => "remedy-add-to-group",
    AddressOrOwnName => "remedy-address-or-own-name",
    CheckOutputFolder => "remedy-check-output-folder",
    FindMoved { id: String } => "remedy-find-moved",
    GiveFormat { formats: String } => "remedy-give-format",
    GiveOneDevice => "remedy-give-one-device",
    InstallAgain => "remedy-install-again",
    ListOrScan => "remedy-list-or-scan",
    NameNewFile => "remedy-name-new-file",
    NewFileOrStdout => "remedy-new-file-or-stdout",
    OtherFileName => "remedy-other-file-name",
    OtherNameOrForce => "remedy-other-name-or-force",
    OtherSimulatorOptions => "remedy-other-simulator-options",
    RunAgain => "remedy-run-again",
    TryAgainOrDamaged => "remedy-try-again-or-damaged",
    UploadAgain => "remedy-upload-again",
    WritePin => "remedy-write-pin",
    SendDiagnostics => "remedy-send-diagnostics",

    // alerts
    CheckAccessPoint => "remedy-check-access-point",
    CheckSupply => "remedy-check-supply",
    DeleteStoredPatterns => "remedy-delete-stored-patterns",
    EnterSecretAgain => "remedy-enter-secret-again",
    FreeDiskSpace => "remedy-free-disk-space",
    TestConnectionOfDevice => "remedy-test-connection-of-device",
    // limits of uploads
    RaiseSizeLimit => "remedy-raise-size-limit",
    TryAgainAt { at: String } => "remedy-try-again-at",

    // checks of this computer
    CheckAgainLater => "remedy-check-again-later",
    FreeSomeDisk => "remedy-free-some-disk",
    InstallFfmpegForVideos => "remedy-install-ffmpeg-for-videos",
    InstallKeyring => "remedy-install-keyring",
    InstallNotifications => "remedy-install-notifications",
    InstallOpengl => "remedy-install-opengl",
    InstallPortal => "remedy-install-portal",
    InstallWholeFfmpeg => "remedy-install-whole-ffmpeg",
    JoinNetwork => "remedy-join-network",
    RestartToSave => "remedy-restart-to-save",
    SetClock => "remedy-set-clock",
    ShareMdnsPort => "remedy-share-mdns-port",
}

impl Remedy {
    /// Adds what to do next.
    #[must_use]
    pub fn then(self, next: impl Into<Self>) -> Self {
        match (self, next.into()) {
            (Self::None, other) | (other, Self::None) => other,
            (first, then) => Self::Both(Box::new(first), Box::new(then)),
        }
    }

    /// The words for the window, in its language.
    #[must_use]
    pub fn text(&self) -> String {
        self.message().text()
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Only tests make remedies of plain words.
#[cfg(test)]
impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::None
        } else {
            Self::Words(Message::verbatim(text))
        }
    }
}
