package ai.ominigate.privacy.export;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** Which packages a person was given. */
@Singleton
final class PackageRecords implements PersonalRecords {

    @Override
    public String name() {
        return "packages";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "privacy.package",
                "privacy/packages",
                "request, account, bytes, files, records, made_at, expires_at, downloads, revoked_at, gone_at",
                "account = :account",
                deleted()));
    }
}
