-- The files of packages, cut into pieces, so that every node can hand them out. They are encrypted; only their passphrase opens
-- them, so nothing is gained by packing them again.
CREATE TABLE privacy.package_piece (
    request UUID NOT NULL REFERENCES privacy.package (request) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    part INTEGER NOT NULL CHECK (part > 0),
    piece INTEGER NOT NULL CHECK (piece > 0),
    content BYTEA NOT NULL,
    PRIMARY KEY (request, part, piece)
);

ALTER TABLE privacy.package_piece ALTER COLUMN content SET STORAGE EXTERNAL;

-- What was made before lay on the disk of one node, which hands out none any more: whoever has a link asks again.
UPDATE privacy.package SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE gone_at IS NULL;
