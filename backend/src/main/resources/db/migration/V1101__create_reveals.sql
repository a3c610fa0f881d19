CREATE SCHEMA IF NOT EXISTS reveal;

-- Half hours in which somebody may see more than usual.
CREATE TABLE reveal.break_glass (
    id UUID PRIMARY KEY,
    member UUID NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    started_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL CHECK (ends_at <= started_at + INTERVAL '30 minutes'),
    acknowledged_by UUID CHECK (acknowledged_by <> member),
    acknowledged_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL))
);

CREATE INDEX break_glass_member ON reveal.break_glass (member, ends_at);
CREATE INDEX break_glass_open ON reveal.break_glass (id) WHERE acknowledged_by IS NULL;

-- Who has seen which value when, without the value.
CREATE TABLE reveal.look (
    id UUID PRIMARY KEY,
    member UUID NOT NULL,
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    purpose TEXT NOT NULL,
    case_name TEXT,
    break_glass UUID REFERENCES reveal.break_glass (id),
    at TIMESTAMPTZ NOT NULL,
    copied_at TIMESTAMPTZ
);

CREATE INDEX look_member ON reveal.look (member, at);
CREATE INDEX look_break_glass ON reveal.look (break_glass) WHERE break_glass IS NOT NULL;
