package ai.ominigate.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Another version of a package: its files, with what is to be changed, under another number. */
final class Repacked {

    private Repacked() {}

    /** What makes the other version another one. */
    @FunctionalInterface
    interface Change {
        /** @param files the folder in which the package's files lie as on a machine */
        void in(Path files) throws IOException;
    }

    static Path of(Path deb, String version, Change change) throws IOException, InterruptedException {
        Path files = Dist.fresh("repacked-" + version);
        Folders.delete(files);
        Dist.run("dpkg-deb", "--raw-extract", deb.toString(), files.toString());
        change.in(files);
        String was = field(deb, "Version");
        for (String file : List.of("control", "preinst")) {
            Path control = files.resolve("DEBIAN").resolve(file);
            if (Files.exists(control)) {
                Files.writeString(control, Files.readString(control).replace(was, version));
            }
        }
        Path made = files.resolveSibling(field(deb, "Package") + "_" + version + ".deb");
        Dist.run("dpkg-deb", "-Znone", "--root-owner-group", "--build", files.toString(), made.toString());
        Folders.delete(files);
        return made;
    }

    private static String field(Path deb, String name) throws IOException, InterruptedException {
        return Dist.run("dpkg-deb", "--field", deb.toString(), name).strip();
    }
}
