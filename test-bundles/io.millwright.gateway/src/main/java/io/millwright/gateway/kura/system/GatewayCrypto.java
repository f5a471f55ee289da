package io.millwright.gateway.kura.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Opaque passwords: AES-GCM with a random initialisation vector, the key in the gateway's folder so that snapshots can
 * be read after a restart. Keystore passwords are kept in memory only.
 */
@Component(property = "kura.service.pid=org.eclipse.kura.crypto.CryptoService")
public final class GatewayCrypto implements CryptoService {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Map<String, char[]> keystorePasswords = new ConcurrentHashMap<>();

    @Activate
    public GatewayCrypto(@Reference GatewaySystem system) {
        key = new SecretKeySpec(key(system.folder("security").resolve("aes.key")), "AES");
    }

    private byte[] key(Path file) {
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            byte[] fresh = new byte[KEY_BYTES];
            random.nextBytes(fresh);
            return Files.readAllBytes(Files.write(file, fresh));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the gateway's key in " + file, e);
        }
    }

    @Override
    public char[] encryptAes(char[] value) throws KuraException {
        try {
            byte[] iv = new byte[IV_BYTES];
            random.nextBytes(iv);
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
            byte[] sealed = cipher.doFinal(new String(value).getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(iv, IV_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, IV_BYTES, sealed.length);
            return Base64.getEncoder().encodeToString(all).toCharArray();
        } catch (GeneralSecurityException e) {
            throw new KuraException(KuraErrorCode.ENCODE_ERROR, e, "Cannot encrypt");
        }
    }

    @Override
    public char[] decryptAes(char[] encryptedValue) throws KuraException {
        try {
            byte[] all = Base64.getDecoder().decode(new String(encryptedValue));
            if (all.length < IV_BYTES + TAG_BITS / 8) {
                throw new KuraException(KuraErrorCode.DECODER_ERROR, "Not an encrypted value");
            }
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, all, 0, IV_BYTES));
            byte[] plain = cipher.doFinal(all, IV_BYTES, all.length - IV_BYTES);
            return new String(plain, StandardCharsets.UTF_8).toCharArray();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KuraException(KuraErrorCode.DECODER_ERROR, e, "Not an encrypted value");
        }
    }

    @Override
    public char[] getKeyStorePassword(String keyStorePath) {
        char[] password = keystorePasswords.get(keyStorePath);
        return password == null ? null : password.clone();
    }

    @Override
    public void setKeyStorePassword(String keyStorePath, char[] password) {
        keystorePasswords.put(keyStorePath, password.clone());
    }

    @Override
    public boolean isFrameworkSecure() {
        return false;
    }
}
