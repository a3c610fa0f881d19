package ai.ominigate.demo;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.staff.Role;
import ai.ominigate.privacy.correction.SampleCorrections;
import ai.ominigate.privacy.request.SampleRequests;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** What people have asked about their data, of every type and in every state. Made once. */
@Singleton
final class DemoRequests {
    private static final String ACCOUNT = "Fabrikam Letters";

    private final SampleRequests samples;
    private final SampleCorrections corrections;
    private final DemoCases people;
    private final Accounts accounts;

    DemoRequests(SampleRequests samples, SampleCorrections corrections, DemoCases people, Accounts accounts) {
        this.samples = samples;
        this.corrections = corrections;
        this.people = people;
        this.accounts = accounts;
    }

    void make() throws SQLException {
        Account known = accounts.named(ACCOUNT);
        Account account = known == null ? accounts.create(ACCOUNT) : known;
        Actor.Member preparer = people.member(Role.SUPPORT);
        samples.make(account.id(), preparer, people.member(Role.SUPPORT_LEAD).member());
        corrections.make(account.id(), preparer.member());
    }
}
