package ai.ominigate.demo;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.staff.Role;
import ai.ominigate.privacy.request.SampleRequests;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** What people have asked about their data, of every type and in every state. Made once. */
@Singleton
final class DemoRequests {
    private static final String ACCOUNT = "Fabrikam Letters";

    private final SampleRequests samples;
    private final DemoCases people;
    private final Accounts accounts;

    DemoRequests(SampleRequests samples, DemoCases people, Accounts accounts) {
        this.samples = samples;
        this.people = people;
        this.accounts = accounts;
    }

    void make() throws SQLException {
        Account known = accounts.named(ACCOUNT);
        Account account = known == null ? accounts.create(ACCOUNT) : known;
        samples.make(
                account.id(),
                people.member(Role.SUPPORT),
                people.member(Role.SUPPORT_LEAD).member());
    }
}
