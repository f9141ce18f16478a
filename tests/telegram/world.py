"""What Telegram knows (chats, messages, updates) and the methods by which a bot acts on it.

Refusals carry the codes and descriptions of the Bot API server.
"""

import itertools
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.markup import CannotParse, Entity, parse

Json = dict[str, Any]

MAX_CHARACTERS = 4_096
MAX_BYTES = 32_768
MAX_ENTITIES = 100
MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_INLINE_RESULTS = 50
MAX_NEXT_OFFSET_BYTES = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120


class Refused(Exception):
    """The Bot API's answer when it doesn't do what was asked."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the bot sent it and as a citizen sees it."""

    chat_id: int
    message_id: int
    html: str
    text: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    markup: Json | None
    params: Json
    edited: bool = False


@dataclass(slots=True)
class World:
    """One bot's Telegram. Not safe for threads: the double holds a lock around it."""

    token: str
    bot: Json
    chats: dict[int, Json] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    updates: deque[Json] = field(default_factory=deque)
    sent: list[Sent] = field(default_factory=list)
    pressed: dict[str, bool] = field(default_factory=dict)
    """The presses so far, and whether each still waits to be answered."""
    searched: dict[str, bool] = field(default_factory=dict)
    """The same of inline queries."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    webhook: str = ""
    _message_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _update_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(700_000_001))

    def arrive(self, kind: str, content: Any) -> Json:
        """A new update for the bot."""
        update = {"update_id": next(self._update_ids), kind: content}
        self.updates.append(update)
        return update

    def message(self, chat: Json, **fields: Any) -> Json:
        """A new message in `chat`."""
        message = {"message_id": next(self._message_ids), "date": int(time.time()), "chat": chat, **fields}
        self.chats[chat["id"]] = chat
        self.messages[chat["id"], message["message_id"]] = message
        return message

    def call(self, method: str, params: Json) -> Any:
        """The result of a method, or `Refused`."""
        perform = _METHODS.get(method)
        if perform is None:
            raise Refused(404, "Not Found: method not found")
        return perform(self, params)

    def confirm(self, offset: int) -> None:
        """Forgets the updates before `offset`; a negative one keeps only the last ones."""
        if offset < 0:
            while len(self.updates) > -offset:
                self.updates.popleft()
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()


def _get_me(world: World, params: Json) -> Json:
    return world.bot


def _send_message(world: World, params: Json) -> Json:
    chat = _chat(world, params)
    text, entities = _text(params)
    markup = _markup(params)
    reply_to = _reply_target(world, chat, params)
    fields: Json = {"from": world.bot, "text": text, "entities": [_entity(e) for e in entities]}
    if reply_to is not None:
        fields["reply_to_message"] = world.messages[chat["id"], reply_to]
    if markup is not None:
        fields["reply_markup"] = markup
    message = world.message(chat, **fields)
    _record(world, message, params, entities, reply_to)
    return message


def _edit_message_text(world: World, params: Json) -> Json:
    message = _own_message(world, params)
    text, entities = _text(params)
    shown = [_entity(e) for e in entities]
    return _edited(world, message, params, text=text, entities=shown, reply_markup=_markup(params))


def _edit_message_reply_markup(world: World, params: Json) -> Json:
    return _edited(world, _own_message(world, params), params, reply_markup=_markup(params))


def _edited(world: World, message: Json, params: Json, **changes: Any) -> Json:
    if all(message.get(name) == value for name, value in changes.items()):
        raise _bad(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    message.update(changes, edit_date=int(time.time()))
    entities = [Entity(e["type"], e["offset"], e["length"], e.get("url")) for e in message["entities"]]
    _record(world, message, params, entities, None, edited=True)
    return {name: value for name, value in message.items() if value is not None}


def _delete_message(world: World, params: Json) -> bool:
    message = world.messages.pop((_chat(world, params)["id"], _integer(params, "message_id")), None)
    if message is None:
        raise _bad("message to delete not found")
    return True


def _answer_callback_query(world: World, params: Json) -> bool:
    _take(world.pressed, str(params.get("callback_query_id")))
    if len(str(params.get("text", ""))) > 200:
        raise _bad("MESSAGE_TOO_LONG")
    return True


def _answer_inline_query(world: World, params: Json) -> bool:
    _take(world.searched, str(params.get("inline_query_id")))
    results = _json(params, "results") or []
    if len(results) > MAX_INLINE_RESULTS:
        raise _bad("RESULTS_TOO_MUCH")
    if len(str(params.get("next_offset") or "").encode()) > MAX_NEXT_OFFSET_BYTES:
        raise _bad("NEXT_OFFSET_INVALID")
    identifiers = [str(result["id"]) for result in results]
    if len(set(identifiers)) < len(identifiers) or not all(1 <= len(i.encode()) <= 64 for i in identifiers):
        raise _bad("RESULT_ID_INVALID")
    for result in results:
        if not str(result.get("title", "")).strip():
            raise _bad("ARTICLE_TITLE_EMPTY")
        _text({"text": result["input_message_content"]["message_text"], **result["input_message_content"]})
        _markup(result)
    return True


def _take(waiting: dict[str, bool], query: str) -> None:
    """A query is answered once, and soon."""
    if not waiting.get(query, False):
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    waiting[query] = False


def _set_my_commands(world: World, params: Json) -> bool:
    commands = _json(params, "commands") or []
    if len(commands) > 100:
        raise _bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[str(params.get("language_code", ""))] = commands
    return True


def _set_webhook(world: World, params: Json) -> bool:
    world.webhook = str(params.get("url", ""))
    return True


def _delete_webhook(world: World, params: Json) -> bool:
    world.webhook = ""
    if _true(params.get("drop_pending_updates")):
        world.updates.clear()
    return True


def _get_webhook_info(world: World, params: Json) -> Json:
    return {
        "url": world.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


def _send_chat_action(world: World, params: Json) -> bool:
    _chat(world, params)
    return True


def _get_my_commands(world: World, params: Json) -> list[Json]:
    return world.commands.get(str(params.get("language_code", "")), [])


def _get_chat(world: World, params: Json) -> Json:
    return {**_chat(world, params), "accent_color_id": 0, "max_reaction_count": 11}


def _set_my_description(world: World, params: Json) -> bool:
    if len(str(params.get("description", ""))) > MAX_DESCRIPTION:
        raise _bad("bot description is too long")
    return True


def _set_my_short_description(world: World, params: Json) -> bool:
    if len(str(params.get("short_description", ""))) > MAX_SHORT_DESCRIPTION:
        raise _bad("bot short description is too long")
    return True


_METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "sendChatAction": _send_chat_action,
    "editMessageText": _edit_message_text,
    "editMessageReplyMarkup": _edit_message_reply_markup,
    "deleteMessage": _delete_message,
    "answerCallbackQuery": _answer_callback_query,
    "answerInlineQuery": _answer_inline_query,
    "setMyCommands": _set_my_commands,
    "getMyCommands": _get_my_commands,
    "setMyDescription": _set_my_description,
    "setMyShortDescription": _set_my_short_description,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _get_webhook_info,
    "getChat": _get_chat,
}


def _bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def _chat(world: World, params: Json) -> Json:
    chat = world.chats.get(_integer(params, "chat_id"))
    if chat is None:
        raise _bad("chat not found")
    if chat["id"] in world.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return chat


def _text(params: Json) -> tuple[str, list[Entity]]:
    source = str(params.get("text", ""))
    if len(source.encode()) > MAX_BYTES:
        raise _bad("text is too long")
    text, entities = source, list[Entity]()
    if params.get("parse_mode"):
        if str(params["parse_mode"]).lower() != "html":
            raise _bad("unsupported parse_mode")
        try:
            text, entities = parse(source)
        except CannotParse as error:
            raise _bad(f"can't parse entities: {error}") from None
    if not text.strip():
        raise _bad("message text is empty")
    if len(text) > MAX_CHARACTERS:
        raise _bad("message is too long")
    # Telegram shows the rest without its formatting: a loss that nobody would see in a test.
    if len(entities) > MAX_ENTITIES:
        raise _bad("too many entities")
    return text, entities


def _markup(params: Json) -> Json | None:
    markup: Json | None = _json(params, "reply_markup")
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise _bad("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            if not button.get("text", "").strip():
                raise _bad("inline keyboard button text must be non-empty")
            if not button.keys() - {"text"}:
                raise _bad("text buttons are unallowed in the inline keyboard")
            if "callback_data" in button and not (
                1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_BYTES
            ):
                raise _bad("BUTTON_DATA_INVALID")
    return markup


def _reply_target(world: World, chat: Json, params: Json) -> int | None:
    reply = _json(params, "reply_parameters")
    if reply is None:
        return None
    target = int(reply["message_id"])
    if (chat["id"], target) in world.messages:
        return target
    if _true(reply.get("allow_sending_without_reply")):
        return None
    raise _bad("message to be replied not found")


def _own_message(world: World, params: Json) -> Json:
    message = world.messages.get((_chat(world, params)["id"], _integer(params, "message_id")))
    if message is None:
        raise _bad("message to edit not found")
    if message.get("from") != world.bot:
        raise _bad("message can't be edited")
    return message


def _record(
    world: World,
    message: Json,
    params: Json,
    entities: list[Entity],
    reply_to: int | None,
    edited: bool = False,
) -> None:
    world.sent.append(
        Sent(
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            html=str(params.get("text", "")),
            text=message["text"],
            entities=tuple(entities),
            reply_to=reply_to,
            markup=message.get("reply_markup"),
            params=params,
            edited=edited,
        )
    )


def _entity(entity: Entity) -> Json:
    shown: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    return shown | ({"url": entity.url} if entity.url else {})


def _json(params: Json, name: str) -> Any:
    value = params.get(name)
    return json.loads(value) if isinstance(value, str) else value


def _integer(params: Json, name: str) -> int:
    try:
        return int(params[name])
    except (KeyError, ValueError):
        raise _bad(f"{name} is empty or not a number") from None


def _true(value: object) -> bool:
    return str(value).lower() in ("true", "1")
