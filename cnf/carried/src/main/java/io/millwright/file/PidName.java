package io.millwright.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Names of files and folders that belong to a component. */
public final class PidName {
    private static final int LONGEST = 100;

    private PidName() {}

    /** Returns the pid that a name was made of; null where it was shortened, or is of something else. */
    public static String pid(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            boolean coded = name.charAt(i) == '%' && i + 2 < name.length();
            int value = coded
                    ? Character.digit(name.charAt(i + 1), 16) << 4 | Character.digit(name.charAt(i + 2), 16)
                    : name.charAt(i);
            bytes.write(value);
            i += coded ? 2 : 0;
        }
        String pid = bytes.toString(StandardCharsets.UTF_8);
        return of(pid).equals(name) ? pid : null;
    }

    /** Returns a name that any file system takes, and that no other pid has. */
    public static String of(String pid) {
        StringBuilder name = new StringBuilder();
        for (byte b : pid.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-' || b == '_';
            name.append(plain ? String.valueOf((char) b) : String.format("%%%02x", b & 0xff));
        }
        if (name.length() > LONGEST) {
            CRC32 sum = new CRC32();
            sum.update(pid.getBytes(StandardCharsets.UTF_8));
            name.setLength(LONGEST);
            name.append('~')
                    .append(Long.toHexString(sum.getValue()))
                    .append('-')
                    .append(pid.length());
        }
        return name.toString();
    }
}
