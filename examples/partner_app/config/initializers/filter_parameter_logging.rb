# frozen_string_literal: true

# Whole names: the symbols :code and :state would hide zip_code and estate as well.
Rails.application.config.filter_parameters += [/\Acode\z/, /\Astate\z/, /token/, /secret/]
