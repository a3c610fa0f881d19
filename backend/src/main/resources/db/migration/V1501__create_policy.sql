CREATE SCHEMA IF NOT EXISTS policy;

-- The privacy policy. What was published once stays as it was.
CREATE TABLE policy.version (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    version BIGINT NOT NULL DEFAULT 1,
    status TEXT NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED')),
    -- What its page tells.
    last_updated DATE NOT NULL,
    -- From when on it holds; null for drafts, and for the first, which holds since there is a service.
    effective_at TIMESTAMPTZ,
    material BOOLEAN NOT NULL,
    finished_at TIMESTAMPTZ,
    summary TEXT CHECK (length(summary) BETWEEN 1 AND 1000),
    published_at TIMESTAMPTZ,
    -- When a letter to everybody whom it concerns was left; null while there are some to leave.
    announced_at TIMESTAMPTZ,
    CHECK ((status = 'DRAFT') = (published_at IS NULL))
);

-- One is being written at a time.
CREATE UNIQUE INDEX version_draft ON policy.version (status) WHERE status = 'DRAFT';

CREATE TABLE policy.text (
    number INTEGER NOT NULL REFERENCES policy.version (number) ON DELETE CASCADE,
    locale TEXT NOT NULL CHECK (locale IN ('en', 'zh-CN')),
    text TEXT NOT NULL,
    sha256 BYTEA NOT NULL CHECK (sha256 = sha256(convert_to(text, 'UTF8'))),
    PRIMARY KEY (number, locale)
);

CREATE FUNCTION policy.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policy.version WHERE number = OLD.number AND status <> 'DRAFT') THEN
        RAISE EXCEPTION 'a published version of the policy stays as it is' USING ERRCODE = '23514';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER keep_text BEFORE UPDATE OR DELETE ON policy.text
    FOR EACH ROW EXECUTE FUNCTION policy.refuse_change();

CREATE FUNCTION policy.keep_version() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'DRAFT' AND (TG_OP = 'DELETE'
        OR (NEW.number, NEW.last_updated, NEW.effective_at, NEW.material, NEW.summary, NEW.published_at)
            IS DISTINCT FROM (OLD.number, OLD.last_updated, OLD.effective_at, OLD.material, OLD.summary, OLD.published_at)
        OR NEW.status = 'DRAFT')
    THEN
        RAISE EXCEPTION 'a published version of the policy stays as it is' USING ERRCODE = '23514';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON policy.version
    FOR EACH ROW EXECUTE FUNCTION policy.keep_version();

-- Who was written to of a version. What has become of a letter is with the letter.
CREATE TABLE policy.notice (
    number INTEGER NOT NULL REFERENCES policy.version (number),
    account UUID NOT NULL,
    letter UUID NOT NULL,
    PRIMARY KEY (number, account)
);

-- By whom a version is accepted: by going on to use the service.
CREATE TABLE policy.acceptance (
    account UUID NOT NULL,
    number INTEGER NOT NULL REFERENCES policy.version (number),
    first_use_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account, number)
);
