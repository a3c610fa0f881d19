-- What two people have decided takes both to let somebody in: each hands over a part of the token.
ALTER TABLE staff.invitation ADD COLUMN agreed_by UUID REFERENCES staff.member (id) CHECK (agreed_by <> invited_by);
ALTER TABLE staff.invitation ADD COLUMN second_sha256 BYTEA UNIQUE CHECK (octet_length(second_sha256) = 32);
ALTER TABLE staff.invitation ADD CHECK ((agreed_by IS NULL) = (second_sha256 IS NULL));
