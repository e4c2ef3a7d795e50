/* SPDX-License-Identifier: Apache-2.0 */
/* The least that a program can cost: what all others are measured by. */
int
main(void)
{
	return 0;
}
