"""Everything that can be refused, grouped by what the caller does next.

    SlaError                    carries code, message (what happened and why) and hint (what to do)
     ├─ BadInput                the caller corrects the input
     ├─ Unauthenticated         the caller gets another token
     ├─ Forbidden               the caller asks somebody with the right
     ├─ NotFound                the caller looks elsewhere (a foreign tenant's id is simply not found)
     ├─ Conflict                the caller reads again, then decides
     ├─ TooLarge                the caller sends less
     └─ Unavailable             the caller waits, or an operator acts: a dependency is down
         └─ Unreachable         the caller looks at the address: what the input names does not answer

HTTP statuses, GraphQL shapes and exit codes are chosen at the edges, never here.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Stable codes, `area.reason`. A code is never reused for another meaning."""

    INTERNAL = "internal.bug"
    """A fault of the plugin itself, logged under the request's id. Tell its makers."""

    REQUEST_MALFORMED = "request.malformed"
    """The HTTP request carries no GraphQL request: the body is no JSON object with a `query`."""
    REQUEST_TOO_LARGE = "request.too_large"
    """The body is larger than is read."""
    REQUEST_METHOD = "request.method"
    """The HTTP method is not one of those in the answer's `Allow` header."""
    REQUEST_MEDIA_TYPE = "request.media_type"
    """The body is declared as something else than JSON in UTF-8."""
    REQUEST_NOT_ACCEPTABLE = "request.not_acceptable"
    """The `Accept` header leaves no media type that can be answered with."""

    DOCUMENT_SYNTAX = "document.syntax"
    """The text is no GraphQL document."""
    DOCUMENT_INVALID = "document.invalid"
    """The document asks for something that the schema does not have."""
    DOCUMENT_VARIABLES = "document.variables"
    """A value in `variables` is missing, or is not of its variable's type."""
    DOCUMENT_OPERATION = "document.operation"
    """The document holds no operation of this name, or several and none was named, or one not served here."""
    DOCUMENT_LIMIT = "document.limit"
    """The document is deeper or larger than is taken."""

    DATE_BUDDHIST_ERA = "date.buddhist_era"
    """A year of the Buddhist era, as written in Thailand; dates are taken in the Gregorian calendar."""
    DATE_MALFORMED = "date.malformed"
    """This is no date of the form `YYYY-MM-DD`."""
    DURATION_MALFORMED = "duration.malformed"
    """This is no duration of the form that is taken here, such as `PT4H`."""
    INSTANT_NAIVE = "instant.naive"
    """An instant without offset from UTC could be any of many instants."""
    INSTANT_OUT_OF_RANGE = "instant.out_of_range"
    """An instant so long ago, or so far ahead, that no calendar tells what was open."""

    HOLIDAYS_UNKNOWN = "holidays.unknown"
    """No public holidays are known for that country or part of one."""
    HOLIDAYS_CONTRADICTORY = "holidays.contradictory"
    """A date is both added to a calendar's holidays and struck from them."""
    HOLIDAYS_SOURCES = "holidays.sources"
    """A calendar would take its holidays from more sources than are asked."""
    HOLIDAYS_SOURCELESS = "holidays.sourceless"
    """A calendar's holidays come from nowhere that could be asked again."""
    FEED_ADDRESS = "feed.address"
    """The address of a feed is none that is read here, or leads to one that is not."""
    FEED_UNREACHABLE = "feed.unreachable"
    """A feed's server does not answer, or answers that it has no such feed."""
    FEED_MALFORMED = "feed.malformed"
    """A feed or file is no iCalendar text, or has an event that cannot be read."""
    FEED_TOO_LARGE = "feed.too_large"
    """A feed or file is longer, or recurs more often, than is read."""
    FEED_NO_DAYS = "feed.no_days"
    """A feed or file closes no whole day in the years that are looked at."""
    CALENDAR_NEVER_OPEN = "calendar.never_open"
    """A calendar that is never open would let no clock ever reach its target."""
    CALENDAR_MALFORMED = "calendar.malformed"
    """The hours or days of a calendar cannot be read."""
    CALENDAR_EXHAUSTED = "calendar.exhausted"
    """The calendar does not hold as much open time as is to be counted."""
    CALENDAR_UNKNOWN_ZONE = "calendar.unknown_zone"
    """This is no time zone of the IANA database."""

    TOKEN_MISSING = "token.missing"
    """No token was sent: `Authorization: Bearer …` is missing."""
    TOKEN_MALFORMED = "token.malformed"
    """What was sent is no signed JWT of acceptable length."""
    TOKEN_SIGNATURE = "token.signature"
    """The signature was not made with the issuer's key."""
    TOKEN_EXPIRED = "token.expired"
    """The token's time is over."""
    TOKEN_NOT_YET_VALID = "token.not_yet_valid"
    """The token was issued, or becomes valid, in the future."""
    TOKEN_AUDIENCE = "token.audience"
    """The token is meant for another service."""
    TOKEN_ISSUER = "token.issuer"
    """The token comes from an issuer that is not configured here."""
    TOKEN_CLAIMS = "token.claims"
    """A claim is missing or is not of its type."""
    TOKEN_LIFETIME = "token.lifetime"
    """The token would be valid for longer than `SLA_TOKEN_MAX_LIFETIME`, or for no time."""
    TOKEN_ALGORITHM = "token.algorithm"
    """The token is signed by an algorithm that its issuer does not use."""
    TOKEN_KEY = "token.key"
    """The token names no key of its issuer, or leaves open which one is meant."""
    TOKEN_REVOKED = "token.revoked"
    """The token was revoked."""
    TOKEN_TENANT = "token.tenant"
    """The token's issuer does not speak for this tenant."""

    RIGHT_SCOPE_MISSING = "right.scope_missing"
    """The token lacks the scope that this needs."""

    KEY_MALFORMED = "key.malformed"
    """What was given as a key cannot be read as one."""
    KEY_UNSUPPORTED = "key.unsupported"
    """The key is for no algorithm that is accepted here."""
    KEY_WEAK = "key.weak"
    """The key is too short, or its private part is public."""

    NOT_FOUND = "object.not_found"
    """There is no such object for this tenant."""
    DUPLICATE = "object.duplicate"
    """Such an object exists already."""
    VERSION_CONFLICT = "object.version_conflict"
    """The object has changed since it was read."""

    SETTING_UNKNOWN = "setting.unknown"
    """There is no setting of this name."""
    SETTING_INVALID = "setting.invalid"
    """A setting has a value that cannot be used."""

    TEXT_UNSTORABLE = "text.unstorable"
    """A text holds the character NUL, which cannot be stored."""
    TIME_MALFORMED = "time.malformed"
    """This is no time of day of the form `HH:MM`."""
    FILTER_LIMIT = "filter.limit"
    """A filter is deeper, or lists more, than is taken."""
    PAGE_SIZE = "page.size"
    """A page of this size is not given."""
    PAGE_CURSOR = "page.cursor"
    """The cursor was not made by this list."""
    ID_MALFORMED = "id.malformed"
    """The id was not made here."""
    REQUEST_KEY = "request.key"
    """This cannot be an idempotency key: it is empty or too long."""
    REQUEST_KEY_REUSED = "request.key_reused"
    """The idempotency key was used before, with other content."""
    NAME_EMPTY = "name.empty"
    """Something was to be created without a name."""
    TREE_CYCLE = "tree.cycle"
    """An account, a service or a site would stand below itself."""
    ORGANISATION_OF_CRM = "organisation.of_crm"
    """A connected CRM says this of an organisation, so it is not changed here."""
    DATES_REVERSED = "dates.reversed"
    """A period would end before it starts."""
    VERSION_NOT_LATER = "version.not_later"
    """A version must take effect after the one before it."""
    FILE_REFUSED = "file.refused"
    """A file has problems; each is told with its line and column."""
    FILE_SYNTAX = "file.syntax"
    """The text is no YAML, or more of it than an agreement needs."""
    FILE_TOO_LARGE = "file.too_large"
    """The text is longer than any agreement."""
    FILE_SHAPE = "file.shape"
    """A file has one value, a list or keys where something else should be."""
    FILE_KEY_UNKNOWN = "file.key_unknown"
    """There is no such key here."""
    FILE_KEY_MISSING = "file.key_missing"
    """A key that every such thing states is missing."""
    FILE_KEY_TWICE = "file.key_twice"
    """A key stands twice in one place."""
    FILE_VALUE = "file.value"
    """This key cannot have this value."""
    FILE_NAME_UNKNOWN = "file.name_unknown"
    """Nothing of this name is here."""
    TEMPLATE_UNKNOWN = "template.unknown"
    """There is no template of this name."""
    ESCALATION_MOMENT = "escalation.moment"
    """It is not clear when a step is to be taken."""
    AGREEMENT_OTHER = "agreement.other"
    """An agreement of this code is there already, of another kind or level."""
    AGREEMENT_SCOPE = "agreement.scope"
    """The scope of an agreement does not fit its level."""
    TARGET_TWICE = "target.twice"
    """A metric has two targets for one priority."""
    CALENDARS_AMBIGUOUS = "calendars.ambiguous"
    """It is open which calendar a priority takes."""
    AGREEMENT_EXCEPTION = "agreement.exception"
    """An exception lacks what makes it one, or another agreement has it."""
    AGREEMENT_SUPPORTER = "agreement.supporter"
    """An agreement that supports others does not say who promises it, or another one does."""
    AGREEMENT_OVERLAP = "agreement.overlap"
    """Two agreements of one level and scope state the same at the same time."""
    AGREEMENT_FLOOR = "agreement.floor_under_mandatory"
    """A floor lies below something that nobody may change."""
    AGREEMENT_COMBINATION = "agreement.combination"
    """A combination rule does not suit its attribute."""
    ESCALATION_STEP = "escalation.step"
    """A step of an escalation would be taken before the clock begins, or does nothing."""
    TARGET_UNREACHABLE = "target.unreachable"
    """A calendar has no room for a target."""
    SIMULATION_NO_DATA = "simulation.no_data"
    """Nothing happened in the period that was to be simulated."""
    CONNECTION_KEY = "connection.key"
    """The key of a connection cannot be one."""
    NUMBER_MALFORMED = "number.malformed"
    """An exact number cannot be read."""
    GROUP_RANK = "group.rank"
    """The rank of a customer group cannot be one."""
    METRIC_MALFORMED = "metric.malformed"
    """The name of a metric cannot be one."""
    METRIC_TAKEN = "metric.taken"
    """A metric of this name is defined already."""
    METRIC_UNKNOWN = "metric.unknown"
    """A target is promised for a metric that nobody has defined."""
    METRIC_CONDITION = "metric.condition"
    """A condition of a metric cannot be read, or asks for what is not there."""
    METRIC_NEVER = "metric.never"
    """A condition of a metric can never hold."""
    TARGET_MALFORMED = "target.malformed"
    """A target cannot be read."""
    TARGET_NEGATIVE = "target.negative"
    """A target is less than no time."""
    SHARE_OUT_OF_RANGE = "share.out_of_range"
    """A share is less than nothing or more than the whole."""
    CSAT_OUT_OF_RANGE = "csat.out_of_range"
    """No mean of satisfaction scores can be that low or that high."""
    CREDIT_STEPS = "credit.steps"
    """The steps of a credit schedule are missing, or do not give back more the less was attained."""
    CURRENCY_UNKNOWN = "currency.unknown"
    """This is no currency code of ISO 4217."""
    CURRENCIES_MIXED = "currency.mixed"
    """Amounts in different currencies cannot be added or compared."""
    MONEY_AMOUNT = "money.amount"
    """The amount is no number, is too large, or is finer than the currency's smallest coin."""
    EXCLUSION_UNREASONED = "exclusion.unreasoned"
    """Something is only left out of attainment for a reason that is told, and by somebody who approves it."""
    IMPROVEMENT_STATE = "improvement.state"
    """An improvement action is not in the state for this step."""
    IMPROVEMENT_UNREASONED = "improvement.unreasoned"
    """An improvement action is only dropped for a reason that is told."""
    MONTH_MALFORMED = "month.malformed"
    """This is no month of the form `YYYY-MM`."""
    PERIOD_OPEN = "period.open"
    """The period is not over yet."""
    PERIOD_SEALED = "period.sealed"
    """The period, or a part of it, is sealed already."""
    PERIOD_COUNT = "period.count"
    """More periods are asked for than are compared, or none."""
    OUTAGE_UNTOLD = "outage.untold"
    """An outage ends that nobody told to have begun, or ends before it began."""
    OUTAGE_TOLD = "outage.told"
    """The same was told of this outage before, with other content."""
    CREDIT_UNPROMISED = "credit.unpromised"
    """No agreement gives credits for this."""
    CREDIT_WAITING = "credit.waiting"
    """It is not sure yet that a goal was missed: the desk may still tell that a breach was none."""
    REVIEW_INTERVAL = "review.interval"
    """An agreement is reviewed at least yearly, and at most daily."""
    REVIEW_UNREASONED = "review.unreasoned"
    """Nothing says why a review is asked for, or what it concluded."""
    REVIEW_IN_FUTURE = "review.in_future"
    """A review is recorded before it was held."""
    REVIEW_HELD = "review.held"
    """A review of that day, or of a later one, is recorded already."""

    ADAPTER_UNKNOWN = "adapter.unknown"
    """No adapter of this name is installed."""
    CONNECTION_UNKNOWN = "connection.unknown"
    """There is no connection of this name."""
    CONNECTION_CONFIG = "connection.config"
    """The configuration of a connection is wrong."""
    CONNECTION_VALUES = "connection.values"
    """The rules that translate a connection's values are wrong."""
    CONNECTION_REFUSED = "connection.refused"
    """The connected system cannot be reached, or does not let us in."""
    SECRET_KEY_CHANGED = "secret.key_changed"
    """The stored secrets were encrypted with another `SLA_SECRET_KEY`."""
    SECRET_MISSING = "secret.missing"
    """A connection lacks a secret that it needs, or was given one that it does not know."""

    DATABASE_UNAVAILABLE = "database.unavailable"
    """The database does not answer."""
    DATABASE_REFUSED = "database.refused"
    """The server does not know the role, its password or the database, or does not let the role in."""
    DATABASE_ROLES = "database.roles"
    """The roles that own the tables and work with them are missing, or may not what they must."""
    DATABASE_SCHEMA = "database.schema"
    """The database's schema is of another release."""
    DATABASE_PROGRAMS = "database.programs"
    """There is no PostgreSQL that could be started: none found, too old, or not to be run by its user."""
    DATABASE_FOLDER = "database.folder"
    """The bundled PostgreSQL cannot keep its data in this folder."""
    DATABASE_ACCOUNT = "database.account"
    """Started as root, and the system user that PostgreSQL should run as cannot be created."""
    DATABASE_VERSION = "database.version"
    """The data folder was made by another major version of PostgreSQL."""
    DATABASE_SERVER = "database.server"
    """The bundled PostgreSQL did not start, stop or answer."""
    TENANT_KEY = "tenant.key"
    """A tenant's key has other characters than lower-case letters, digits and hyphens."""
    TENANT_UNKNOWN = "tenant.unknown"
    """There is no such tenant on this installation."""
    PORT_TAKEN = "port.taken"
    """Nothing can listen on that address and port."""
    DATABASE_OWNER = "database.owner"
    """The role that owns the tables is needed, and nobody says how to reach it."""
    DATABASE_IN_USE = "database.in_use"
    """Somebody works with the bundled PostgreSQL that should be stopped."""


class SlaError(Exception):
    """A refusal that a person can act on."""

    def __init__(
        self, code: Code, message: str, *, hint: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class BadInput(SlaError):
    """The input is wrong; corrected input will be taken."""


class Unauthenticated(SlaError):
    """Who calls could not be established. Says what kind of thing is wrong, never why in detail."""


class Forbidden(SlaError):
    """Who calls is known, and may not do this."""


class NotFound(SlaError):
    """No such object for this tenant."""


class Conflict(SlaError):
    """Somebody else was there first, or the object is not in a state for this."""


class TooLarge(SlaError):
    """More was sent than is taken."""


class Unavailable(SlaError):
    """A dependency is down or not set up."""


class Unreachable(Unavailable):
    """A place that the input names does not answer."""
