package io.millwright.gateway.kura.configuration;

import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.crypto.CryptoService;

/**
 * The three shapes of a password: plain {@link Password} towards callers of ConfigurationService, encrypted
 * {@link Password} inside it, encrypted String in Configuration Admin and so in the component.
 */
final class Passwords {
    private final CryptoService crypto;

    Passwords(CryptoService crypto) {
        this.crypto = crypto;
    }

    /** Encrypts what is not encrypted yet; other values are kept. */
    Map<String, Object> encrypted(Map<String, Object> values) throws KuraException {
        Map<String, Object> result = new HashMap<>();
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            result.put(entry.getKey(), value instanceof Password password ? encrypted(password) : value);
        }
        return result;
    }

    private Password encrypted(Password password) throws KuraException {
        try {
            crypto.decryptAes(password.getPassword());
            return password;
        } catch (KuraException plain) {
            return new Password(crypto.encryptAes(password.getPassword()));
        }
    }

    /** Decrypts every password. */
    Map<String, Object> plain(Map<String, Object> values) throws KuraException {
        Map<String, Object> result = new HashMap<>();
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            result.put(
                    entry.getKey(),
                    value instanceof Password password
                            ? new Password(crypto.decryptAes(password.getPassword()))
                            : value);
        }
        return result;
    }

    /** As Configuration Admin takes it: passwords become Strings, nulls vanish. */
    static Dictionary<String, Object> toDictionary(Map<String, Object> values) {
        Dictionary<String, Object> dictionary = new Hashtable<>();
        values.forEach((key, value) -> {
            if (value != null) {
                dictionary.put(key, value instanceof Password password ? password.toString() : value);
            }
        });
        return dictionary;
    }

    /** As it was in Configuration Admin: Strings of password attributes become encrypted passwords. */
    static Map<String, Object> toMap(Dictionary<String, Object> dictionary, OCD definition) {
        Map<String, Object> values = new HashMap<>();
        if (dictionary == null) {
            return values;
        }
        for (Enumeration<String> keys = dictionary.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            values.put(key, dictionary.get(key));
        }
        if (definition != null) {
            for (AD attribute : definition.getAD()) {
                if (attribute.getType() == Scalar.PASSWORD && values.get(attribute.getId()) instanceof String text) {
                    values.put(attribute.getId(), new Password(text));
                }
            }
        }
        return values;
    }
}
