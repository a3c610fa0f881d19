-- When a start last found that the database was an older one, and had it forget people again.
ALTER TABLE privacy.tombstones_seen
    ADD COLUMN replayed_at TIMESTAMPTZ,
    ADD COLUMN replayed BIGINT NOT NULL DEFAULT 0 CHECK (replayed >= 0);
