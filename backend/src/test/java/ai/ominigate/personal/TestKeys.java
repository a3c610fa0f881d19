package ai.ominigate.personal;

import ai.ominigate.platform.DataFolder;
import java.nio.file.Path;

/** Keys of accounts as a node has them that keeps tombstones in this folder. */
public final class TestKeys {
    private TestKeys() {}

    public static DataKeys in(DataFolder data, Path tombstones) {
        return new DataKeys(new KeyFolder(data, tombstones.toString()));
    }
}
