package io.millwright.opcua;

import io.millwright.opcua.settings.PasswordDecoder;
import io.millwright.opcua.settings.Settings;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;

/**
 * Kura hands passwords over as AES-encrypted text after an update, and as they are after a creation through REST or the cloud.
 * What cannot be decrypted is taken as it is: if it is neither, the server refuses it.
 */
final class GatewayPasswords implements PasswordDecoder {
    private final CryptoService crypto;

    GatewayPasswords(CryptoService crypto) {
        this.crypto = crypto;
    }

    @Override
    public char[] decode(Settings settings) {
        if (settings.userName().isEmpty() || settings.storedPassword().isEmpty()) {
            return new char[0];
        }
        char[] given = settings.storedPassword().toCharArray();
        try {
            return crypto.decryptAes(given.clone());
        } catch (KuraException | IllegalArgumentException e) {
            return given;
        }
    }
}
