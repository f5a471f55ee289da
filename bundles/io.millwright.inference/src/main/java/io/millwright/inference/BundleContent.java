package io.millwright.inference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import org.osgi.framework.Bundle;

/** The files of a model bundle, read without resolving it. */
final class BundleContent implements ModelContent {
    static final String HEADER = "Millwright-Model";

    private static final int PATH_CHARACTERS = 400;
    private static final String PATH = "([A-Za-z0-9_-][A-Za-z0-9._-]*/)*" + DescriptionReader.FILE.replace(".", "\\.");

    private final Bundle bundle;
    private final String folder;

    private BundleContent(Bundle bundle, String folder) {
        this.bundle = bundle;
        this.folder = folder;
    }

    /** Returns whether the bundle says that it holds a model. Never blocks. */
    static boolean declaredBy(Bundle bundle) {
        return header(bundle) != null;
    }

    static BundleContent of(Bundle bundle) throws ModelRefused {
        String path = header(bundle);
        if (path == null || path.length() > PATH_CHARACTERS || !path.strip().matches(PATH)) {
            throw new ModelRefused(
                    "META-INF/MANIFEST.MF",
                    HEADER,
                    path,
                    "must be the path of model.json inside the bundle, of at most " + PATH_CHARACTERS + " characters",
                    "write MILLWRIGHT-INF/" + DescriptionReader.FILE);
        }
        String stripped = path.strip();
        return new BundleContent(bundle, stripped.substring(0, stripped.length() - DescriptionReader.FILE.length()));
    }

    private static String header(Bundle bundle) {
        return bundle.getHeaders("").get(HEADER);
    }

    @Override
    public InputStream open(String file) throws IOException {
        URL entry = bundle.getEntry(folder + file);
        return entry == null ? null : entry.openStream();
    }

    @Override
    public Path local(String file) {
        return null;
    }
}
