package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InclusionTest {
    private static final String ORIGIN = "ominigate-audit/" + new UUID(0, 7);
    private static final SigningKey KEY = SigningKey.parse(SigningKey.generate());
    private static final List<String> TRUSTED = List.of(KEY.verifier(ORIGIN).toString());
    private static final int MOST = 34;

    private final Hashing hashing = new Hashing();

    private static String record(int index) {
        return "{\"seq\":" + (index + 1) + "}";
    }

    private Hash leaf(long index) {
        return hashing.leaf(record((int) index).getBytes(StandardCharsets.UTF_8));
    }

    private MerkleTree tree(int size) {
        MerkleTree tree = new MerkleTree(hashing);
        IntStream.range(0, size).forEach(index -> tree.add(leaf(index)));
        return tree;
    }

    private Inclusion inclusion(int begun, int index, int size) {
        return new Inclusion(
                record(index),
                index,
                new Inclusion.Path(begun, tree(begun).frontier(), this::leaf).of(index, size),
                SignedCheckpoint.of(new Checkpoint(ORIGIN, size, tree(size).root()), KEY)
                        .note());
    }

    @Test
    void everyLeafOfEveryTreeIsShownToBeInItFromWhateverCheckpointBeforeIt() {
        for (int size = 1; size <= MOST; size++) {
            for (int index = 0; index < size; index++) {
                for (int begun = 0; begun <= index; begun++) {
                    assertThat(inclusion(begun, index, size).problem(TRUSTED))
                            .as("%d of %d from %d on", index, size, begun)
                            .isNull();
                }
            }
        }
    }

    @Test
    void nothingElseIsShownToBeThere() {
        Inclusion right = inclusion(8, 11, 21);
        List<String> turned = new ArrayList<>(right.path());
        Collections.reverse(turned);
        for (Inclusion wrong : List.of(
                new Inclusion(record(12), right.index(), right.path(), right.checkpoint()),
                new Inclusion(right.record(), 12, right.path(), right.checkpoint()),
                new Inclusion(right.record(), -1, right.path(), right.checkpoint()),
                new Inclusion(right.record(), 21, right.path(), right.checkpoint()),
                new Inclusion(right.record(), right.index(), turned, right.checkpoint()),
                new Inclusion(
                        right.record(),
                        right.index(),
                        right.path().subList(1, right.path().size()),
                        right.checkpoint()),
                new Inclusion(right.record(), right.index(), List.of("?"), right.checkpoint()),
                new Inclusion(right.record(), right.index(), right.path(), "no note"),
                new Inclusion(
                        right.record(),
                        right.index(),
                        right.path(),
                        inclusion(8, 11, 22).checkpoint()),
                new Inclusion(
                        right.record(),
                        right.index(),
                        right.path(),
                        SignedCheckpoint.of(
                                        new Checkpoint(ORIGIN, 21, tree(21).root()),
                                        SigningKey.parse(SigningKey.generate()))
                                .note()))) {
            assertThat(wrong.problem(TRUSTED)).as(wrong.toString()).isNotNull();
        }
        assertThat(right.problem(TRUSTED)).isNull();
    }
}
