-- Since when a colleague has a role. Null for what they had before that was noted.
CREATE TABLE staff.role_held (
    member UUID NOT NULL REFERENCES staff.member (id),
    role TEXT NOT NULL,
    since TIMESTAMPTZ,
    PRIMARY KEY (member, role)
);

INSERT INTO staff.role_held (member, role, since)
SELECT id, unnest(roles), CASE WHEN version = 1 THEN created_at END
FROM staff.member
WHERE status = 'ACTIVE';

-- That somebody looked whether a colleague still needs what they may do, and what came of it.
CREATE TABLE staff.access_review (
    id UUID PRIMARY KEY,
    member UUID NOT NULL REFERENCES staff.member (id),
    kept TEXT[] NOT NULL,
    taken TEXT[] NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    reviewer UUID NOT NULL,
    reviewed_at TIMESTAMPTZ NOT NULL,
    -- By which a second person takes something away; null where nothing is.
    approval UUID
);

CREATE INDEX access_review_member ON staff.access_review (member, reviewed_at);
