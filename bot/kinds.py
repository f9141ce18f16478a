"""Messages that are no question: which kind word they get."""

from telegram import Message

from bot.messages import Messages


def kind_word(message: Message, texts: Messages) -> str:
    """What to say to a message that holds no question."""
    if message.voice or message.audio or message.video_note:
        return texts.voice
    if message.photo or message.video or message.animation:
        return texts.picture
    if message.sticker or message.dice:
        return texts.sticker
    if message.document:
        return texts.file
    if message.forward_origin:
        return texts.forwarded
    return texts.not_text
