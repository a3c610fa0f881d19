package ai.ominigate.staff.rights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {

    /** The matrix as it was agreed, cell by cell, in the order of the roles, the operator last: a change of the table has to change this too. */
    private static final String AGREED = """
            BE_STAFF                  YES          YES      YES      YES          YES          YES  YES          YES     NO
            VIEW_APPROVALS            YES          YES      YES      YES          YES          YES  YES          YES     NO
            VIEW_REQUESTS             MASKED       MASKED   NO       NO           MASKED       NO   NO           MASKED  NO
            PREPARE_REQUESTS          YES          YES      NO       NO           YES          NO   NO           NO      NO
            APPROVE_REQUESTS          NO           NOT_OWN  NO       NO           NOT_OWN      NO   NO           NO      NO
            CLEAR_DELETION_OF_CASES   NO           NO       YES      YES          NO           NO   NO           NO      NO
            CLEAR_DELETION_OF_MONEY   NO           NO       NO       NO           NO           YES  NO           NO      NO
            REQUEST_LEGAL_HOLD        NO           NO       YES      YES          YES          YES  NO           NO      NO
            SET_LEGAL_HOLD            NO           NO       NO       NO           WITH_SECOND  NO   NO           NO      NO
            LOOK_UP_ACCOUNTS          MASKED       MASKED   MASKED   MASKED       MASKED       NO   NO           NO      NO
            REVEAL_EMAIL              FOR_PURPOSE  YES      IN_CASE  IN_CASE      YES          NO   NO           NO      NO
            REVEAL_NETWORK            NO           NO       IN_CASE  YES          IN_CASE      NO   NO           NO      NO
            BREAK_GLASS               NO           YES      YES      YES          YES          NO   NO           NO      NO
            OVERSEE_REVEALS           NO           NO       NO       NO           YES          NO   NO           NO      NO
            VIEW_CASES                NO           NO       MASKED   MASKED       MASKED       NO   NO           NO      NO
            DECIDE_ABUSE              NO           NO       YES      YES          NO           NO   NO           NO      NO
            PROPOSE_WIDE_DECISIONS    NO           NO       YES      YES          NO           NO   NO           NO      NO
            APPROVE_WIDE_DECISIONS    NO           NO       NO       WITH_SECOND  NO           NO   NO           NO      NO
            MANAGE_ALLOW_LIST         NO           NO       NO       YES          NO           NO   NO           NO      NO
            CHANGE_ABUSE_RULES        NO           NO       NO       YES          NO           NO   NO           NO      NO
            VIEW_REFUNDS_DUE          NO           NO       NO       YES          NO           YES  NO           NO      NO
            PROPOSE_REFUND_AND_CLOSE  NO           NO       NO       NO           NO           YES  NO           NO      NO
            APPROVE_REFUND_AND_CLOSE  NO           NO       NO       WITH_SECOND  NO           NO   NO           NO      NO
            VIEW_APPEALS              NO           NO       YES      YES          YES          NO   NO           NO      NO
            DECIDE_APPEALS            NO           NO       NOT_OWN  NOT_OWN      NO           NO   NO           NO      NO
            VIEW_POLICY               NO           NO       NO       NO           YES          NO   YES          YES     NO
            EDIT_POLICY               NO           NO       NO       NO           WITH_SECOND  NO   WITH_SECOND  NO      NO
            VIEW_PAYMENTS             NO           NO       NO       NO           NO           YES  NO           NO      NO
            REFUND_PAYMENTS           NO           NO       NO       NO           NO           YES  NO           NO      NO
            VIEW_CREDIT               NO           YES      NO       NO           NO           YES  NO           NO      NO
            GIVE_CREDIT               NO           YES      NO       NO           NO           YES  NO           NO      NO
            APPROVE_CREDIT            NO           NO       NO       NO           NO           WITH_SECOND  NO   NO      NO
            READ_LEGAL_VAULT          NO           NO       NO       NO           YES          YES  NO           NO      NO
            VIEW_STAFF                NO           NO       NO       NO           NO           NO   YES          YES     NO
            MANAGE_STAFF              NO           NO       NO       NO           NO           NO   WITH_SECOND  NO      NO
            END_SESSIONS              NO           NO       NO       NO           NO           NO   YES          NO      NO
            READ_AUDIT_LOG            OWN          TEAM     OWN      TEAM         YES          NO   YES          YES     NO
            READ_AUDIT_DETAILS        OWN          TEAM     OWN      TEAM         YES          NO   NO           NO      NO
            VERIFY_AUDIT_LOG          NO           NO       NO       NO           YES          NO   YES          YES     YES
            EXPORT_AUDIT_LOG          NO           NO       NO       NO           YES          NO   YES          YES     YES
            CONFIGURE_SYSTEM          NO           NO       NO       NO           NO           NO   YES          NO      NO
            OPERATE_ACCOUNTS          NO           NO       NO       NO           NO           NO   NO           NO      YES
            VERIFY_LEDGER             NO           NO       NO       NO           NO           YES  NO           YES     YES
            MAKE_SETUP_TOKEN          NO           NO       NO       NO           NO           NO   NO           NO      YES
            """;

    private static final Map<Capability, List<Mark>> MARKS = AGREED.lines()
            .map(line -> List.of(line.split(" +")))
            .collect(Collectors.toMap(
                    words -> Capability.valueOf(words.getFirst()),
                    words -> words.stream().skip(1).map(Mark::valueOf).toList()));

    @ParameterizedTest
    @EnumSource
    void eachRoleAndTheOperatorGoAsFarAsWasAgreed(Capability capability) {
        List<Mark> marks = Stream.concat(
                        Stream.of(Role.values()).map(role -> Rights.of(role, capability)),
                        Stream.of(Rights.of(new Actor.Operator(), capability)))
                .toList();

        assertThat(marks).as("the roles in order, and the operator").isEqualTo(MARKS.get(capability));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "VIEW_REQUESTS",
                "PREPARE_REQUESTS",
                "APPROVE_REQUESTS",
                "CLEAR_DELETION_OF_CASES",
                "CLEAR_DELETION_OF_MONEY",
                "REQUEST_LEGAL_HOLD",
                "SET_LEGAL_HOLD",
                "LOOK_UP_ACCOUNTS",
                "REVEAL_EMAIL",
                "REVEAL_NETWORK",
                "BREAK_GLASS",
                "OVERSEE_REVEALS",
                "VIEW_CASES",
                "DECIDE_ABUSE",
                "PROPOSE_WIDE_DECISIONS",
                "APPROVE_WIDE_DECISIONS",
                "MANAGE_ALLOW_LIST",
                "CHANGE_ABUSE_RULES",
                "VIEW_REFUNDS_DUE",
                "PROPOSE_REFUND_AND_CLOSE",
                "APPROVE_REFUND_AND_CLOSE",
                "VIEW_APPEALS",
                "DECIDE_APPEALS",
                "VIEW_PAYMENTS",
                "REFUND_PAYMENTS",
                "VIEW_CREDIT",
                "GIVE_CREDIT",
                "APPROVE_CREDIT",
                "READ_LEGAL_VAULT",
                "READ_AUDIT_DETAILS"
            })
    void neitherAnAdministratorNorTheOperatorHasARightToPersonalDataOrCases(Capability capability) {
        assertThat(Rights.of(Role.ADMIN, capability)).isEqualTo(Mark.NO);
        assertThat(Rights.of(new Actor.Operator(), capability)).isEqualTo(Mark.NO);
    }

    @Test
    void anAuditorChangesNothing() {
        Set<Capability> readOnly = EnumSet.of(
                Capability.BE_STAFF,
                Capability.VIEW_APPROVALS,
                Capability.VIEW_REQUESTS,
                Capability.VIEW_POLICY,
                Capability.VIEW_STAFF,
                Capability.READ_AUDIT_LOG,
                Capability.VERIFY_AUDIT_LOG,
                Capability.EXPORT_AUDIT_LOG,
                Capability.VERIFY_LEDGER);
        for (Capability capability : Capability.values()) {
            if (!readOnly.contains(capability)) {
                assertThat(Rights.of(Role.AUDITOR, capability))
                        .as(capability.name())
                        .isEqualTo(Mark.NO);
            }
        }
    }

    @Test
    void whoeverHasTwoRolesGoesAsFarAsTheFartherOne() {
        Set<Role> both = Set.of(Role.SUPPORT, Role.SUPPORT_LEAD);

        assertThat(Rights.of(both, Capability.READ_AUDIT_LOG)).isEqualTo(Mark.TEAM);
        assertThat(Rights.of(both, Capability.REVEAL_EMAIL)).isEqualTo(Mark.YES);
        assertThat(Rights.of(Set.of(Role.TRUST_SAFETY, Role.PRIVACY_OFFICER), Capability.REVEAL_EMAIL))
                .isEqualTo(Mark.YES);
    }

    @Test
    void administratorsAndAuditorsAreNothingElse() {
        assertThat(Rights.fitTogether(Set.of())).isFalse();
        for (Role alone : List.of(Role.ADMIN, Role.AUDITOR)) {
            assertThat(Rights.fitTogether(Set.of(alone))).isTrue();
            for (Role other : Role.values()) {
                if (other != alone) {
                    assertThat(Rights.fitTogether(Set.of(alone, other))).isFalse();
                }
            }
        }
        assertThat(Rights.fitTogether(Set.of(Role.SUPPORT_LEAD, Role.PRIVACY_OFFICER)))
                .isTrue();
    }

    @Test
    void leadsSeeWhatTheirTeamDid() {
        assertThat(Rights.team(Set.of(Role.SUPPORT_LEAD))).containsExactlyInAnyOrder(Role.SUPPORT, Role.SUPPORT_LEAD);
        assertThat(Rights.team(Set.of(Role.TRUST_SAFETY_LEAD)))
                .containsExactlyInAnyOrder(Role.TRUST_SAFETY, Role.TRUST_SAFETY_LEAD);
        assertThat(Rights.team(Set.of(Role.SUPPORT, Role.FINANCE))).isEmpty();
    }

    @Test
    void whoeverIsNotOfTheStaffHasNoRight() {
        for (Capability capability : Capability.values()) {
            assertThat(Rights.allows(new Actor.Unidentified(), capability)).isFalse();
            assertThat(Rights.allows(new Actor.Automatic(), capability)).isFalse();
            assertThat(Rights.allows(new Actor.Member(UUID.randomUUID(), UUID.randomUUID(), Set.of()), capability))
                    .isFalse();
        }
    }
}
