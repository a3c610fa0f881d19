package ai.ominigate.privacy.erasure;

import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.privacy.request.PlannedLeg;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * In which order a person is forgotten. First the account is closed, so that nothing new arises; then what hangs on it goes,
 * and last what everything else is found by.
 */
@Singleton
final class Plan {
    /** Grows when what is done changes. */
    static final int VERSION = 4;

    static final String CLOSE = "close-account";
    static final String SETTLE = "settle-calls";
    static final String PACKAGES = "remove-packages";
    static final String VAULT = "move-to-vault";
    static final String STRIPE = "stripe";
    static final String STRIPE_KEEPS = "stripe-payments";
    static final String LAST_LETTER = "last-letter";
    static final String SEARCH = "search-everything";
    static final String PROVE = "prove";

    /** All of what is kept of somebody who signs in to an account that they do not own. */
    static final String FORGET_MEMBER = "forget-member";

    private static final String FORGET = "forget-";

    private final Holdings holdings;

    Plan(Holdings holdings) {
        this.holdings = holdings;
    }

    List<PlannedLeg> legs() {
        List<PlannedLeg> legs = new ArrayList<>();
        for (String name : List.of(CLOSE, SETTLE, PACKAGES, VAULT)) {
            legs.add(PlannedLeg.ours(name, LegStage.FULFIL));
        }
        legs.add(PlannedLeg.theirs(STRIPE, LegStage.FULFIL));
        legs.add(PlannedLeg.theirs(STRIPE_KEEPS, LegStage.FULFIL));
        features().forEach(feature -> legs.add(PlannedLeg.ours(FORGET + feature.name(), LegStage.FULFIL)));
        for (String name : List.of(LAST_LETTER, SEARCH)) {
            legs.add(PlannedLeg.ours(name, LegStage.DELIVER));
        }
        legs.add(PlannedLeg.ours(PROVE, LegStage.CLOSE));
        return legs;
    }

    /** Of somebody who signs in to an account that they do not own: themselves alone, as the books are its owner's. */
    static List<PlannedLeg> ofMember() {
        return List.of(
                PlannedLeg.ours(FORGET_MEMBER, LegStage.FULFIL),
                PlannedLeg.ours(LAST_LETTER, LegStage.DELIVER),
                PlannedLeg.ours(SEARCH, LegStage.DELIVER),
                PlannedLeg.ours(PROVE, LegStage.CLOSE));
    }

    /** Those that forget something, in order: what the staff did about a person, and the account itself, last. */
    List<PersonalRecords> features() {
        List<String> last = List.of("audit-details", "accounts");
        return holdings.all().stream()
                .filter(feature ->
                        !feature.tables().stream().allMatch(table -> table.fate() instanceof PersonalTable.Fate.Kept))
                .sorted(Comparator.comparingInt((PersonalRecords feature) -> last.indexOf(feature.name()))
                        .thenComparing(PersonalRecords::name))
                .toList();
    }

    /** The feature that this leg makes forget. */
    PersonalRecords feature(String leg) {
        return features().stream()
                .filter(feature -> (FORGET + feature.name()).equals(leg))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("forgetting has no leg " + leg));
    }
}
