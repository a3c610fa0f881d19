-- A large package is cut into files that each open by themselves.
ALTER TABLE privacy.package ADD COLUMN parts INTEGER NOT NULL DEFAULT 1 CHECK (parts > 0);
