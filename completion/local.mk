# SPDX-License-Identifier: Apache-2.0
# Where bash-completion finds it by the program's name.
bashcompletiondir = $(BASH_COMPLETION_DIR)
dist_bashcompletion_DATA = %D%/foundry-credential
