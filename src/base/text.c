/* SPDX-License-Identifier: Apache-2.0 */
/* Putting short texts together without stdio. */
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *
fc_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

bool
fc_text_slice(char *out, size_t size, const char *text, size_t len)
{
	const bool fits = len < size;

	if (!fits)
		len = size - 1;
	memcpy(out, text, len);
	out[len] = '\0';
	return fits;
}

bool
fc_text_join(char *out, size_t size, ...)
{
	va_list parts;
	const char *part;
	size_t at = 0;
	bool fits = true;

	out[0] = '\0';
	va_start(parts, size);
	while (fits && (part = va_arg(parts, const char *)) != NULL) {
		const size_t len = strlen(part);

		fits = fc_text_slice(out + at, size - at, part, len);
		at += len;
	}
	va_end(parts);
	return fits;
}

void
fc_text_list(char *out, size_t size, const char *const *words)
{
	size_t len = strlen(out), i;

	for (i = 0; words[i]; i++) {
		fc_text_join(out + len, size - len, i > 0 ? ", " : "",
		             words[i], NULL);
		len += strlen(out + len);
	}
}

const char *
fc_text_number(char out[FC_NUMBER_SIZE], long long number)
{
	char digits[FC_NUMBER_SIZE];
	unsigned long long rest = (unsigned long long)number;
	size_t count = 0, at = 0;

	if (number < 0) {
		out[at++] = '-';
		rest = -rest;
	}
	do {
		digits[count++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	while (count > 0)
		out[at++] = digits[--count];
	out[at] = '\0';
	return out;
}
