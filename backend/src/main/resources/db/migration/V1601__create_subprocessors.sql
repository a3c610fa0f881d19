CREATE SCHEMA subprocessor;

-- Another number whenever something of the registry changes: what a draft of the list is seen as.
CREATE TABLE subprocessor.registry (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    version BIGINT NOT NULL
);
INSERT INTO subprocessor.registry (version) VALUES (1);

-- The companies that personal data goes to, and those that it might.
CREATE TABLE subprocessor.company (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('PROPOSED', 'APPROVED', 'ANNOUNCED', 'ACTIVE', 'RETIRED')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role TEXT NOT NULL,
    data_categories TEXT[] NOT NULL,
    purposes TEXT[] NOT NULL,
    countries TEXT[] NOT NULL,
    transfer_basis TEXT,
    dpa_url TEXT,
    dpa_signed_on DATE,
    no_training TEXT NOT NULL CHECK (no_training IN ('CONFIRMED', 'UNKNOWN', 'REFUSED')),
    no_training_url TEXT,
    no_training_checked_on DATE,
    hosts TEXT[] NOT NULL,
    reviewed_on DATE,
    -- Who of the staff wrote down what is to be approved; null where configuration named it.
    prepared_by UUID,
    -- Since when it is used, or from when on.
    active_from TIMESTAMPTZ,
    CHECK (no_training <> 'CONFIRMED' OR (no_training_url IS NOT NULL AND no_training_checked_on IS NOT NULL)),
    CHECK (state NOT IN ('ANNOUNCED', 'ACTIVE') OR active_from IS NOT NULL)
);

-- One that was retired may come back, as another record.
CREATE UNIQUE INDEX company_name ON subprocessor.company (lower(name)) WHERE state <> 'RETIRED';

-- Which calls may go where is in memory on every node, with the catalogue.
CREATE FUNCTION subprocessor.company_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subprocessor.registry SET version = version + 1;
    PERFORM pg_notify('catalog', '');
    RETURN NULL;
END $$;

CREATE TRIGGER company_changed AFTER INSERT OR UPDATE OR DELETE ON subprocessor.company
    FOR EACH STATEMENT EXECUTE FUNCTION subprocessor.company_changed();

-- The list that everybody reads, as it was published. It stays as it was.
CREATE TABLE subprocessor.list (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    entries TEXT NOT NULL,
    sha256 BYTEA NOT NULL CHECK (sha256 = sha256(convert_to(entries, 'UTF8'))),
    summary TEXT NOT NULL CHECK (length(summary) BETWEEN 1 AND 1000),
    published_at TIMESTAMPTZ NOT NULL,
    effective_at TIMESTAMPTZ NOT NULL,
    -- When a letter to everybody was left; null while there are some to leave.
    announced_at TIMESTAMPTZ
);

CREATE FUNCTION subprocessor.keep_list() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.number, NEW.entries, NEW.sha256, NEW.summary, NEW.published_at, NEW.effective_at)
            IS DISTINCT FROM
            (OLD.number, OLD.entries, OLD.sha256, OLD.summary, OLD.published_at, OLD.effective_at)
    THEN
        RAISE EXCEPTION 'a published list of subprocessors stays as it is' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_list BEFORE UPDATE OR DELETE ON subprocessor.list
    FOR EACH ROW EXECUTE FUNCTION subprocessor.keep_list();

-- Who was written to of a list. What has become of a letter is with the letter.
CREATE TABLE subprocessor.notice (
    number INTEGER NOT NULL REFERENCES subprocessor.list (number),
    account UUID NOT NULL,
    letter UUID NOT NULL,
    PRIMARY KEY (number, account)
);

-- Customers who object to a company.
CREATE TABLE subprocessor.objection (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    company UUID NOT NULL REFERENCES subprocessor.company (id),
    account UUID NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    grounds TEXT NOT NULL CHECK (length(grounds) BETWEEN 1 AND 1000),
    recorded_by UUID NOT NULL,
    outcome TEXT,
    answer TEXT CHECK (length(answer) BETWEEN 1 AND 1000),
    settled_by UUID,
    settled_at TIMESTAMPTZ,
    CHECK (num_nonnulls(outcome, answer, settled_by, settled_at) IN (0, 4))
);

CREATE INDEX objection_company ON subprocessor.objection (company);
CREATE INDEX objection_account ON subprocessor.objection (account);
