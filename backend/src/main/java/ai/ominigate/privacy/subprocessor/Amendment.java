package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes what is known of a company that was approved. */
@Singleton
final class Amendment implements SubprocessorAction<Amendment.Wish> {
    private final Registrar registrar;

    Amendment(Registrar registrar) {
        this.registrar = registrar;
    }

    /**
     * What to do.
     *
     * @param version of the record that whoever proposes it saw
     */
    record Wish(UUID id, long version, SubprocessorFacts facts) {}

    @Override
    public String kind() {
        return "subprocessor.amend";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /** @throws Refused if it cannot be changed so */
    static void requireAmendable(Connection transaction, Company company, SubprocessorFacts facts) throws SQLException {
        if (company.state() == SubprocessorState.PROPOSED) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "wrong_state",
                    "Nobody has approved this subprocessor yet, so it is changed by PUT, without a second person.");
        }
        Registrar.requireState(
                company,
                company.state() == SubprocessorState.RETIRED ? SubprocessorState.ACTIVE : company.state(),
                "This subprocessor is retired. Propose it anew if it is to be used again.");
        List<String> missing = Company.missing(facts);
        if (!missing.isEmpty()) {
            throw new Refused(HttpStatus.CONFLICT, "facts_missing", String.join(" ", missing));
        }
        boolean told = company.state() == SubprocessorState.ANNOUNCED || company.state() == SubprocessorState.ACTIVE;
        if (told
                && !isTheSameToCustomers(company.facts(), facts)
                && Subprocessors.list(transaction).isPublished()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "notice_needed",
                    "Customers were told of this company as it is. Another name, role, country or kind of data needs their"
                            + " notice first: propose it as a new subprocessor, publish the list, and retire this one.");
        }
    }

    /** Whether all is the same that whoever reads the list decides by. */
    private static boolean isTheSameToCustomers(SubprocessorFacts from, SubprocessorFacts to) {
        return from.name().equals(to.name())
                && from.role() == to.role()
                && from.dataCategories().equals(to.dataCategories())
                && from.purposes().equals(to.purposes())
                && from.countries().equals(to.countries());
    }

    /** What is different, in words. */
    static String changes(SubprocessorFacts from, SubprocessorFacts to) {
        List<String> changes = new ArrayList<>();
        add(changes, "its name", from.name(), to.name());
        add(changes, "what it does", from.role(), to.role());
        add(changes, "which data it gets", from.dataCategories(), to.dataCategories());
        add(changes, "what for", from.purposes(), to.purposes());
        add(changes, "where", from.countries(), to.countries());
        add(changes, "why data may go there", from.transferBasis(), to.transferBasis());
        add(changes, "the agreement", from.dpaUrl() + " " + from.dpaSignedOn(), to.dpaUrl() + " " + to.dpaSignedOn());
        add(
                changes,
                "its terms on training (" + to.noTraining() + ")",
                from.noTraining() + " " + from.noTrainingUrl() + " " + from.noTrainingCheckedOn(),
                to.noTraining() + " " + to.noTrainingUrl() + " " + to.noTrainingCheckedOn());
        add(changes, "its hosts", from.hosts(), to.hosts());
        add(changes, "when it was looked at", from.reviewedOn(), to.reviewedOn());
        return changes.isEmpty() ? "nothing" : String.join(", ", changes);
    }

    /** What is different, value by value. */
    private static List<ProposedChange> differences(SubprocessorFacts from, SubprocessorFacts to) {
        return Stream.of(
                        ProposedChange.of("name", from.name(), to.name()),
                        ProposedChange.of("role", from.role(), to.role()),
                        ProposedChange.of("data", from.dataCategories(), to.dataCategories()),
                        ProposedChange.of("purposes", from.purposes(), to.purposes()),
                        ProposedChange.of("countries", from.countries(), to.countries()),
                        ProposedChange.of("transfer", from.transferBasis(), to.transferBasis()),
                        ProposedChange.of("agreement", from.dpaUrl(), to.dpaUrl()),
                        ProposedChange.of("agreement-signed", from.dpaSignedOn(), to.dpaSignedOn()),
                        ProposedChange.of("training", from.noTraining(), to.noTraining()),
                        ProposedChange.of("training-terms", from.noTrainingUrl(), to.noTrainingUrl()),
                        ProposedChange.of("training-checked", from.noTrainingCheckedOn(), to.noTrainingCheckedOn()),
                        ProposedChange.of("hosts", from.hosts(), to.hosts()),
                        ProposedChange.of("reviewed", from.reviewedOn(), to.reviewedOn()))
                .filter(each -> !Objects.equals(each.before(), each.after()))
                .toList();
    }

    private static void add(List<String> changes, String what, @Nullable Object from, @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            changes.add(what);
        }
    }

    /** The same at these hosts. */
    static SubprocessorFacts at(SubprocessorFacts facts, Collection<String> hosts) {
        return new SubprocessorFacts(
                facts.name(),
                facts.role(),
                facts.dataCategories(),
                facts.purposes(),
                facts.countries(),
                facts.transferBasis(),
                facts.dpaUrl(),
                facts.dpaSignedOn(),
                facts.noTraining(),
                facts.noTrainingUrl(),
                facts.noTrainingCheckedOn(),
                List.copyOf(hosts),
                facts.reviewedOn());
    }

    /** The same with terms that nobody knows any more. */
    static SubprocessorFacts doubted(SubprocessorFacts facts) {
        return new SubprocessorFacts(
                facts.name(),
                facts.role(),
                facts.dataCategories(),
                facts.purposes(),
                facts.countries(),
                facts.transferBasis(),
                facts.dpaUrl(),
                facts.dpaSignedOn(),
                NoTraining.UNKNOWN,
                facts.noTrainingUrl(),
                facts.noTrainingCheckedOn(),
                facts.hosts(),
                facts.reviewedOn());
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Company company = CompanyTable.find(connection, wish.id());
        return company == null ? List.of() : differences(company.facts(), wish.facts());
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Company company = unchanged(transaction, wish.id(), wish.version());
        requireAmendable(transaction, company, wish.facts());
        registrar.keep(
                transaction,
                company.with(wish.facts(), consent.proposer()),
                "amend",
                consent.approver(),
                consent.request(),
                Map.of("approval", "approval:" + consent.proposal()));
    }
}
