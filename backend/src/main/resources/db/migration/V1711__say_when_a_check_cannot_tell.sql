-- A check that looked may find that it cannot tell: kept is null then, with words and a time.
ALTER TABLE policy.live_check DROP CONSTRAINT live_check_check;
ALTER TABLE policy.live_check
    ADD CHECK ((finding IS NULL) = (checked_at IS NULL)),
    ADD CHECK (kept IS NULL OR checked_at IS NOT NULL);

-- When a node last tried to send calls with a mark in them by itself: one of them does, and not all the time.
CREATE TABLE policy.canary_turn (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    tried_at TIMESTAMPTZ NOT NULL
);

INSERT INTO policy.canary_turn (tried_at) VALUES ('-infinity');
