"""Every error a user can meet, in one tree.

AssistantError
├── UsageError                  a command or call was used wrongly            exit 2
│   └── SettingsError           a settings file or variable is wrong          exit 2
├── LibraryError                the library cannot do what was asked          exit 1
│   ├── LibraryBusy             another process is writing to it
│   ├── LibraryTooNew           a newer version of the program made it
│   ├── LibraryDamaged          its database cannot be read
│   ├── LibraryLocked           it is encrypted, and the passphrase is not there
│   └── StorageFull             the disk (or a quota) is full
├── PartMissing                 something has to be installed or started      exit 3
│   ├── ServerUnavailable       the model server does not answer
│   ├── ModelMissing            the model is not installed
│   └── ModelUnsuitable         the model cannot do what is asked of it
├── ModelFault                  the model or its server failed while working  exit 1
│   ├── ServerFault             it answered with an error, or not in time
│   ├── StreamCut               its answer stopped in the middle
│   └── InputTooLong            a text is longer than the model can take
├── ConnectionForbidden         something tried to leave the machine          exit 1
└── ProgramFault                the program failed by a mistake of its own    exit 1

Every error has a `code` that stays when its words change: that of its class (`library_busy`), or one of `CODES`. Programs
and tests go by it.
"""

from __future__ import annotations

CODES = {
    "question_empty": "An empty question or query was given.",
    "question_long": "A question is longer than one can be.",
    "path_empty": "An empty path was given.",
    "path_missing": "There is nothing at a path that was given.",
    "file_exists": "A file that would be written is there already.",
    "not_opened": "A file would be run instead of shown, or its program cannot show it.",
    "no_screen": "A file is to be shown, and this machine has no screen.",
    "no_picture": "A page cannot be shown as it looks.",
    "no_opener": "A file is to be shown, and the system has no program that opens files.",
    "home_missing": "A path begins with the home folder of a user who does not exist.",
    "working_folder_gone": "A relative path was given, and the working folder was deleted.",
    "no_documents": "No document lies where every document was to be asked.",
    "table_questions": "A table was to have more questions than it can.",
    "questions_wrong": "A file of questions to evaluate, or an earlier evaluation, is not what it should be.",
    "table_ending": "A table was to be written into a file of a kind that it cannot be written as.",
    "document_unknown": "No document of the library has a name that was given.",
    "document_ambiguous": "A name that was given is that of several documents.",
    "document_unreadable": "A document could not be read when it was ingested.",
    "document_empty": "A document or file holds no text.",
    "too_many_documents": "More documents were named than are read whole at once.",
    "too_many_files": "More files were named than are read beside the library for one question.",
    "no_file": "A path that was given leads to no file.",
    "option_unknown": "A question begins with an option that cannot stand there.",
    "option_incomplete": "An option before a question lacks what it takes.",
    "pack_damaged": "A pack or backup is damaged, or is none.",
    "pack_file": "A pack or backup cannot be read or written.",
    "pack_passphrase": "The passphrase of a pack or backup is wrong, empty, or cannot be asked for.",
    "forget_unasked": "All conversations would be forgotten, and nobody agreed to that.",
    "restore_replaces": "A backup would replace what is there, and nobody agreed to that.",
    "day_unknown": "What was given for a day or a period of time is none.",
    "kind_unknown": "What was given for a format of files is none.",
    "pattern_wrong": "A pattern of what to leave out does not say what.",
    "pattern_unknown": "A pattern that is to be taken back was never given.",
    "nothing_ingested": "Ingest was to go on with what it read before, and it never read anything.",
    "library_missing": "There is no library yet.",
    "library_watched": "Another process watches the library already.",
    "passphrase_wrong": "A passphrase does not open the library.",
    "passphrase_short": "A new passphrase is too short.",
    "key_file_damaged": "The file with the wrapped key of an encrypted library is damaged.",
    "setting_unknown": "There is no setting or section of that name.",
    "setting_wrong": "A setting has a value that it does not accept.",
    "settings_unreadable": "The settings file cannot be read, or is not valid.",
    "settings_unwritable": "The settings file cannot be written, or not without changing more of it.",
    "address_wrong": "What was given for a server's address is none.",
    "key_wrong": "A key for the model server holds what no key may hold.",
    "server_not_allowed": "A server is neither on this machine nor in network.allowed_hosts.",
    "port_taken": "The address that is to be served at cannot be listened on.",
    "address_unknown": "The address that is to be served at is none of this machine.",
    "certificate_unusable": "A certificate and its key cannot be used for TLS.",
    "server_unguarded": "A Chroma server of another machine is asked without a header or a password.",
    "no_tokens": "A library is to be served over the network, and nobody has a token.",
    "package_missing": "A Python package that the engine needs is not installed.",
    "cloud_model": "A model runs at ollama.com, so that text would leave this machine.",
    "not_a_chat_model": "A model cannot chat.",
    "not_an_embedding_model": "A model cannot embed.",
    "no_chat_model": "The model server has no chat model.",
    "no_embedding_model": "The model server has no embedding model.",
    "gguf_missing": "The file with the chat model does not exist or cannot be opened.",
    "gguf_broken": "The file with the chat model is no GGUF file, or a broken one.",
    "bundle_wrong": "A bundle is damaged, incomplete, for another machine, or not from who it should be from.",
    "index_failed": "The package index did not give what a bundle needs.",
    "model_damaged": "A file of a model that is to go into a bundle has other bytes than its name says.",
    "gguf_not_loaded": "llama.cpp cannot load the chat model.",
}
"""Codes that are more precise than the class of an error, with what they mean."""


class AssistantError(Exception):
    """What failed, on which thing, and what to do next.

    Args:
        message: One sentence: what failed and on what.
        hint: What the user can do now, a command where there is one; may be empty.
        code: One of `CODES`, where the class does not say precisely enough what failed.

    Attributes:
        message: As given.
        hint: As given.
        code: A name that stays when the words change: the class's, or a more precise one.
        exit_code: What the command line ends with.
        retry_helps: Whether the same call may succeed when it is made again later.
    """

    code = "error"
    exit_code = 1
    retry_helps = False

    def __init__(self, message: str, hint: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code


class UsageError(AssistantError):
    """A command or a call was used wrongly."""

    code = "usage"
    exit_code = 2


class SettingsError(UsageError):
    """A settings file, an environment variable or a flag holds a wrong value."""

    code = "settings"


class LibraryError(AssistantError):
    """The library cannot do what was asked of it."""

    code = "library"


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""

    code = "library_busy"
    retry_helps = True


class LibraryTooNew(LibraryError):
    """A newer version of the program made the library."""

    code = "library_too_new"


class LibraryDamaged(LibraryError):
    """The library's database cannot be read."""

    code = "library_damaged"


class LibraryLocked(LibraryError):
    """The library is encrypted, and its passphrase was not given, or is wrong."""

    code = "library_locked"


class StorageFull(LibraryError):
    """The disk, or a quota on it, is full."""

    code = "storage_full"
    retry_helps = True


class PartMissing(AssistantError):
    """Something has to be installed or started first."""

    code = "part_missing"
    exit_code = 3


class ServerUnavailable(PartMissing):
    """The model server does not answer."""

    code = "server_unavailable"
    retry_helps = True


class ModelMissing(PartMissing):
    """The model is not installed."""

    code = "model_missing"


class ModelUnsuitable(PartMissing):
    """The model cannot do what is asked, or must not be used (it runs elsewhere)."""

    code = "model_unsuitable"


class ModelFault(AssistantError):
    """The model or its server failed while working."""

    code = "model_fault"


class ServerFault(ModelFault):
    """The model server answered with an error, or not in time."""

    code = "server_fault"
    retry_helps = True


class StreamCut(ModelFault):
    """The model's answer stopped in the middle."""

    code = "stream_cut"
    retry_helps = True


class InputTooLong(ModelFault):
    """A text is longer than the model can take."""

    code = "input_too_long"


class ConnectionForbidden(AssistantError):
    """Something tried to open a connection that the user did not ask for."""

    code = "connection_forbidden"


class ProgramFault(AssistantError):
    """The program failed by a mistake of its own."""

    code = "program_fault"
