"""What a bundle says, in English and Chinese.

It goes along in every bundle, where no catalogue is installed yet, and uses the standard library alone.
"""

from __future__ import annotations

import os
import sys

CHINESE = {
    "Install the private assistant from this folder, on a machine without a network.": "从此文件夹安装私人知识助手，用于不联网的电脑。",
    "Check every byte and the sender; install nothing.": "检查每个字节和发送者，不安装任何东西。",
    "Bring what changed since the last time.": "更新自上次以来改变的内容。",
    "Keep program, models of its own and libraries in this folder.": "将程序、自带模型和资料库都放在此文件夹。",
    "Put the models there (OLLAMA_MODELS).": "将模型放到那里（OLLAMA_MODELS）。",
    "Insist on this sender: a public key of minisign, or its file.": "只接受此发送者：minisign 公钥或其文件。",
    "Install although no trusted key signed it.": "即使没有受信任密钥的签名也安装。",
    "Nothing was installed. {said}": "没有安装任何东西。{said}",
    "Every byte is right: {count} files.": "每个字节都正确：{count} 个文件。",
    "{what}: {size} of {total}": "{what}：{size}，共 {total}",
    "Checking": "正在检查",
    "Copying models": "正在复制模型",
    "Installing {new} packages of {wheels} …": "正在安装 {wheels} 个包中的 {new} 个……",
    "Not listed, and not checked: {path}": "未列出，也未检查：{path}",
    "From now on the key {number} is trusted here: {file}": "从现在起，这里信任密钥 {number}：{file}",
    "\nLooking whether all parts work (assistant doctor):\n": "\n正在检查各部分是否正常（assistant doctor）：\n",
    '\nInstalled. Type:\n\n  {command} ingest FOLDER\n  {command} ask "a question"\n  {command} tui\n': (
        '\n已安装。请输入：\n\n  {command} ingest 文件夹\n  {command} ask "问题"\n  {command} tui\n'
    ),
    "models.chat_gguf is {target}": "models.chat_gguf 是 {target}",
    "Models for Ollama are in {models}: {names}": "供 Ollama 使用的模型在 {models}：{names}",
    "\nIf Ollama is not here yet, its installer belongs into the folder {folder}; see README.txt.": (
        "\n如果这里还没有 Ollama，请把它的安装程序放入文件夹 {folder}；见 README.txt。"
    ),
    "\nStopped. Started again, it begins anew; what was installed before still is.": (
        "\n已停止。再次运行会从头开始；之前安装的仍在。"
    ),
    "This is Python {python}, and 3.11 or newer is needed.": "这是 Python {python}，需要 3.11 或更新版本。",
    "Start it with the newer one that is here: {newer} install.py": "请用这里的更新版本运行：{newer} install.py",
    "Put Python 3.11 or newer on this machine first.": "请先在这台电脑上安装 Python 3.11 或更新版本。",
    "This Python is not the usual one (CPython with its lock), and the packages are made for that.": (
        "这不是通常的 Python（带全局锁的 CPython），而安装包只适用于它。"
    ),
    "Start install.py with the Python from python.org or from your system.": (
        "请用 python.org 或系统自带的 Python 运行 install.py。"
    ),
    "The bundle is for Python {pythons}, and this is Python {python}.": (
        "离线安装包适用于 Python {pythons}，而这是 Python {python}。"
    ),
    "It is here: {there} install.py": "这里就有：{there} install.py",
    "Put Python {pythons} on this machine.": "请在这台电脑上安装 Python {pythons}。",
    "The bundle is for {what}, and this machine is {here}.": "离线安装包适用于 {what}，而这台电脑是 {here}。",
    "no system": "（没有系统）",
    "Make one with: assistant bundle create DIR --for {here} --python {python}": (
        "请制作一个：assistant bundle create DIR --for {here} --python {python}"
    ),
    "another C library": "其他 C 库",
    "The packages need glibc {needs} or newer, and this system has {what}.": (
        "安装包需要 glibc {needs} 或更新版本，而这个系统是 {what}。"
    ),
    "Use a newer Linux that has it, like Debian 11 or Ubuntu 20.04.": (
        "请使用带有它的较新 Linux，例如 Debian 11 或 Ubuntu 20.04。"
    ),
    "The packages need macOS {needs} or newer, and this is {version}.": (
        "安装包需要 macOS {needs} 或更新版本，而这是 {version}。"
    ),
    "Update macOS.": "请更新 macOS。",
    "The bundle holds only what changed since an older one, and {absent} files of that one are not on this machine.": (
        "此离线安装包只含相对旧包的改动，而旧包中有 {absent} 个文件不在这台电脑上。"
    ),
    "Ask its sender for a whole bundle.": "请向发送者索取完整的离线安装包。",
    "Paths would be {longest} characters long, and Windows ends at {most}.": (
        "路径会长达 {longest} 个字符，而 Windows 的上限是 {most}。"
    ),
    "Choose a shorter folder: install.py --home C:\\assistant": "请选一个更短的文件夹：install.py --home C:\\assistant",
    "{file} changed while it was copied.": "{file} 在复制时有改动。",
    "Copy the bundle again.": "请重新复制离线安装包。",
    "{name} could not do its part: {what}": "{name} 未能完成：{what}",
    "You may not write to {there}, where {folder} would be.": "你没有写入 {there} 的权限，而 {folder} 要放在那里。",
    "Run install.py as one who may (like: sudo python3 install.py), or name other folders: --home DIR, --ollama-models DIR.": (
        "请以有权限的用户运行 install.py（例如 sudo python3 install.py），或指定其他文件夹：--home DIR、--ollama-models DIR。"
    ),
    "There is too little space on the disk of {there}: {size} are needed, {total} are free.": (
        "{there} 所在磁盘空间不足：需要 {size}，剩余 {total}。"
    ),
    "Make room, or choose another disk: --home DIR, --ollama-models DIR.": (
        "请腾出空间，或选择其他磁盘：--home DIR、--ollama-models DIR。"
    ),
    "The disk is full; what was installed before still is.": "磁盘已满；之前安装的仍在。",
    "Make room and start again.": "请腾出空间后重新开始。",
    "A file": "文件",
    "{what} cannot be written: {why}.": "无法写入 {what}：{why}。",
    "The program is installed in {program} already.": "程序已安装在 {program}。",
    "Bring what changed with: install.py --update": "更新改动：install.py --update",
    "There is nothing to update in {program}.": "{program} 中没有可更新的程序。",
    "Install it first: install.py without --update": "请先安装：运行 install.py，不带 --update",
    "That is no public key of minisign.": "这不是 minisign 公钥。",
    "It is a line of 56 characters that begins with RW, or a file that holds it.": (
        "公钥是以 RW 开头、共 56 个字符的一行，或含有它的文件。"
    ),
    "{signature} is no signature of minisign.": "{signature} 不是 minisign 签名。",
    "The bundle was damaged or tampered with.": "离线安装包已损坏或被篡改。",
    "There is no bundle in {folder}: {manifest} is missing.": "{folder} 中没有离线安装包：缺少 {manifest}。",
    "Name the folder that was carried.": "请指定带来的那个文件夹。",
    "{path} cannot be read: {why}.": "无法读取 {path}：{why}。",
    "{folder} cannot be read: {why}.": "无法读取 {folder}：{why}。",
    "The key file {given} cannot be read: {why}.": "无法读取密钥文件 {given}：{why}。",
    "The stick may be damaged: copy the bundle again.": "U 盘可能已损坏：请重新复制离线安装包。",
    "{path} is damaged: it is no list of a bundle.": "{path} 已损坏：不是离线安装包的清单。",
    "The bundle was made by a newer version of the program.": "离线安装包由本程序的更新版本制作。",
    "Use the install.py that came with it.": "请使用随它附带的 install.py。",
    "{path} lists what cannot be: paths that leave the bundle, or values of a wrong kind.": (
        "{path} 中的清单不合理：有指向包外的路径，或类型不对的值。"
    ),
    "Do not use this bundle; ask its sender.": "请勿使用这个离线安装包，并询问发送者。",
    "The signature is not that of this bundle: {manifest} was changed after key {n} signed it.": (
        "签名与此离线安装包不符：密钥 {n} 签名之后，{manifest} 有改动。"
    ),
    "Do not use it; ask its sender.": "请勿使用，并询问发送者。",
    "The bundle is signed with the key {n}, which is not one that you trust.": (
        "离线安装包由密钥 {n} 签名，而你并不信任该密钥。"
    ),
    "The bundle is not signed, and you trust a sender who signs.": "离线安装包没有签名，而你信任的发送者会签名。",
    "Ask the sender, in another way than by this stick; or say --accept-unknown-sender.": (
        "请通过 U 盘以外的途径询问发送者；或使用 --accept-unknown-sender。"
    ),
    "Signed with a key that you trust ({n}).": "由你信任的密钥签名（{n}）。",
    "Sender unknown: signed with the key {n}, which nobody told you of. The sums only show that nothing was damaged on the way.": (
        "发送者未知：由密钥 {n} 签名，但没有人告诉过你该密钥。校验和只能说明途中没有损坏。"
    ),
    "Sender unknown: not signed. The sums only show that nothing was damaged on the way.": (
        "发送者未知：没有签名。校验和只能说明途中没有损坏。"
    ),
    "The bundle is unfinished: making it was stopped.": "离线安装包不完整：制作过程被中断。",
    "Start `assistant bundle create` again with the same words.": "请用同样的参数再次运行 `assistant bundle create`。",
    "{path} is in the bundle, but not in its list.": "{path} 在离线安装包中，但不在清单里。",
    "It is not from the sender: delete it.": "它不是发送者放入的：请删除。",
    "{path} is missing in the bundle.": "离线安装包中缺少 {path}。",
    "{path} is missing in the bundle, and {count} more files.": "离线安装包中缺少 {path} 和另外 {count} 个文件。",
    "{path} is damaged: its bytes are not those that the bundle lists.": "{path} 已损坏：内容与清单不符。",
    "{path} in the bundle is a link or a device, not a file.": "离线安装包中的 {path} 是链接或设备，不是文件。",
    "Delete it.": "请删除它。",
}
"""By what is said in English."""


def both(message: str, **values: object) -> str:
    """Return a text in the language of the program; in a bundle, of the system.

    Args:
        message: In English.
        values: By their names in the message.
    """
    text = CHINESE.get(message, message) if _language() == "zh" else message
    return text.format(**values) if values else text


def _language() -> str:
    try:
        from assistant.i18n import language
    except ModuleNotFoundError:  # in a bundle, where nothing else of the program is
        pass
    else:
        return language()
    names = ("ASSISTANT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    tag = next((os.environ[name] for name in names if os.environ.get(name)), "")
    if not tag and sys.platform == "win32":
        import ctypes
        import locale

        tag = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return "zh" if tag.lower().startswith("zh") else "en"
