package io.millwright.inference.secret;

import io.millwright.seal.NotGenuine;
import io.millwright.seal.SealedFile;
import io.millwright.seal.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;

/** Opens what was sealed for this gateway, into memory. Thread-safe. */
public final class OpenedFiles {
    private final GatewayKeys keys;
    private final MemoryFolder memory;

    /** @param keys that this gateway holds */
    public OpenedFiles(GatewayKeys keys, MemoryFolder memory) {
        this.keys = keys;
        this.memory = memory;
    }

    /** Where nothing secret can be opened: at the desk. */
    public static OpenedFiles none() {
        return new OpenedFiles(GatewayKeys.NONE, new MemoryFolder());
    }

    /** Deletes what earlier processes left. */
    public void clean() {
        memory.clean();
    }

    /**
     * Returns the model's key.
     *
     * @throws NoKey this gateway holds none of the private keys that it was wrapped for
     * @throws NotGenuine the wrapped key was changed
     */
    public byte[] key(List<WrappedKey> wrapped) throws IOException, NoKey {
        for (WrappedKey each : wrapped) {
            PrivateKey holder = keys.find(each.certificate());
            if (holder != null) {
                try {
                    return each.open(holder);
                } catch (GeneralSecurityException e) {
                    throw new NotGenuine("its key does not open: " + e.getMessage(), e);
                }
            }
        }
        throw new NoKey(wrapped.size());
    }

    /**
     * Opens a file; the caller deletes what is returned.
     *
     * @param modelKey of {@link #key}
     * @param role what the file is of the model
     */
    public Path open(Path sealed, byte[] modelKey, String role) throws IOException {
        Path opened = memory.file(Files.size(sealed));
        boolean whole = false;
        try (InputStream in = Files.newInputStream(sealed);
                OutputStream out = Files.newOutputStream(opened)) {
            SealedFile.open(in, out, modelKey, role);
            whole = true;
            return opened;
        } catch (GeneralSecurityException e) {
            throw new NotGenuine(e.getMessage(), e);
        } finally {
            if (!whole) {
                opened.toFile().delete();
            }
        }
    }

    /** Forgets a key. */
    public static void forget(byte[] modelKey) {
        Arrays.fill(modelKey, (byte) 0);
    }

    /** This gateway holds none of the private keys. */
    public static final class NoKey extends Exception {
        private static final long serialVersionUID = 1L;

        NoKey(int keys) {
            super("it is sealed for " + keys + (keys == 1 ? " certificate" : " certificates")
                    + ", and no keystore of this gateway has the private key of one");
        }
    }
}
